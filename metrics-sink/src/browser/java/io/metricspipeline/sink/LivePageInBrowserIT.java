package io.metricspipeline.sink;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live page as people see it: in a real browser, on a real sink. Every test ends without a complaint of the browser. */
class LivePageInBrowserIT {

    private static final Logger log = LoggerFactory.getLogger(LivePageInBrowserIT.class);

    private static OwnSink sink;
    private static Chromium chromium;

    private final Events events = new Events();

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        // What is unusual is said here.
        sink = new OwnSink(1, "--sink.anomalies.enabled=false");
        sink.start();
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        sink.close();
    }

    @AfterEach
    void theBrowserHadNothingToComplainAbout() {
        List<String> complaints = List.copyOf(chromium.complaints);
        chromium.complaints.clear();
        assertThat(complaints).isEmpty();
    }

    @Test
    void showsTheRowsOfTheDatabase() {
        send(0, 20);
        try (Page page = open(1440, 900, ColorScheme.LIGHT, "range=5m&host=" + events.host)) {
            assertThat(row(page, events.host)).containsText("29.5");
            button(page, "Table of CPU").click();

            Locator values = page.locator(".points:visible td:last-child");
            assertThat(values).hasCount(20);
            assertThat(values.allTextContents()).isEqualTo(storedPercents());
        }
    }

    @Test
    void isLiveWithTheFirstSample() throws Exception {
        try (OwnSink fresh = new OwnSink()) {
            fresh.start();
            try (Page page = open(fresh, 1440, 900, ColorScheme.LIGHT, "")) {
                assertThat(page.locator("#state")).containsText("Waiting for the first sample");
                Instant taken = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                fresh.send(Events.bytes(events.event(0).put("sampledAt", taken.toString())));
                Object shown = page.waitForFunction("""
                                host => document.getElementById('focus').textContent === host
                                    && document.getElementById('state').textContent.startsWith('Healthy') && Date.now()
                                """, events.host).jsonValue();

                assertThat(row(page, events.host)).containsText("12.5");
                log.info(
                        "Live {} ms after the first sample was taken",
                        ((Number) shown).longValue() - taken.toEpochMilli());
            }
        }
    }

    @Test
    void goesOnWithoutAHoleWhenTheSinkRestarts() {
        send(0, 3);
        try (Page page = open(1440, 900, ColorScheme.LIGHT, "range=5m&host=" + events.host)) {
            button(page, "Table of CPU").click();
            assertThat(page.locator(".points:visible tbody tr")).hasCount(3);

            sink.stop();
            assertThat(page.locator("#state")).containsText("No answer from the sink");
            sink.start();
            send(3, 6);

            assertThat(page.locator("#connection")).hasText("live");
            assertThat(page.locator(".points:visible tbody tr")).hasCount(6);
            // Chromium logs the refused connections; that is what was meant to happen.
            chromium.complaints.removeIf(complaint -> complaint.contains("ERR_CONNECTION_REFUSED")
                    || complaint.contains("ERR_INCOMPLETE_CHUNKED_ENCODING"));
        }
    }

    @Test
    void staysSmoothWithAHundredHosts() {
        try (DemoFleet fleet = new DemoFleet(sink.jdbc, names(100));
                Page page = open(1440, 900, ColorScheme.LIGHT, "range=5m&host=demo-007")) {
            fleet.goOn();
            page.locator("#filter").fill("demo");
            assertThat(page.locator("#hosts tr:visible")).hasCount(100);
            assertThat(row(page, "demo-007")).containsText("Live");
            assertThat(row(page, "demo-100")).containsText("Silent");

            Object frames = page.evaluate("""
                    () => new Promise((resolve) => {
                        const times = [];
                        let last = performance.now();
                        const end = last + 10000;
                        const frame = (now) => {
                            times.push(now - last);
                            last = now;
                            if (now < end) { requestAnimationFrame(frame); return; }
                            times.sort((a, b) => a - b);
                            const at = (part) => `${times[Math.floor(part * (times.length - 1))].toFixed(1)} ms`;
                            resolve(`${times.length}: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)}`);
                        };
                        requestAnimationFrame(frame);
                    })
                    """);
            log.info("Frames of ten seconds, 100 hosts with two samples a second: {}", frames);
        }
    }

    @ParameterizedTest
    @CsvSource({"1440, LIGHT", "1440, DARK", "360, LIGHT", "360, DARK"})
    void hasNoSeriousFaultThatAxeFinds(int width, ColorScheme scheme) throws IOException {
        try (DemoFleet fleet = new DemoFleet(sink.jdbc, names(5));
                Page page = open(width, 900, scheme, "range=1m&host=demo-001")) {
            fleet.goOn();
            fleet.isUnusual("demo-001", "CPU 97.1 % for 60 s; expected 12 % ± 6 %");
            assertThat(row(page, "demo-005")).containsText("Silent");
            assertThat(row(page, "demo-001")).containsText("unusual");
            button(page, "Table of Disk").click();
            page.evaluate(axe());

            Object faults = page.evaluate("""
                    async () => (await axe.run()).violations
                        .filter((fault) => ['serious', 'critical'].includes(fault.impact))
                        .map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' ')}`)
                    """);
            assertThat((List<?>) faults).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"360, 740", "768, 1024", "1440, 900", "2560, 1440", "3840, 2160"})
    void fitsTheWidthOfTheScreen(int width, int height) {
        send(0, 20);
        try (Page page = open(width, height, ColorScheme.LIGHT, "range=1m&host=" + events.host)) {
            assertThat(row(page, events.host)).containsText("Live");

            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
        }
    }

    @Test
    void canBeUsedWithoutAMouse() {
        try (DemoFleet fleet = new DemoFleet(sink.jdbc, names(3));
                Page page = open(1440, 900, ColorScheme.LIGHT, "range=5m&host=demo-001")) {
            fleet.goOn();
            button(page, "demo-001").focus();
            page.keyboard().press("ArrowDown");
            page.keyboard().press("Enter");
            assertThat(page.locator("#focus")).hasText("demo-002");

            page.getByRole(AriaRole.RADIO).first().focus();
            page.keyboard().press("Space");
            assertThat(page).hasURL(Pattern.compile(".*range=1m.*"));

            Locator cpu = page.locator(".plot").first();
            assertThat(cpu).hasAttribute("aria-valuetext", Pattern.compile(".*: busy \\d.*"));
            cpu.focus();
            page.keyboard().press("Home");
            assertThat(page.locator(".plot .cursor:visible")).hasCount(6);
            page.keyboard().press("Escape");
            assertThat(page.locator(".plot .cursor:visible")).hasCount(0);
        }
    }

    @Test
    void standsStillWhilePaused() {
        try (DemoFleet fleet = new DemoFleet(sink.jdbc, names(3));
                Page page = open(1440, 900, ColorScheme.LIGHT, "range=1m&host=demo-001")) {
            fleet.goOn();
            assertThat(row(page, "demo-001")).containsText("Live");
            button(page, "Pause").click();
            assertThat(page.locator("#moment")).containsText("at ");
            String moment = page.locator("#moment").textContent();
            page.waitForTimeout(1_500);

            assertThat(page.locator("#moment")).hasText(moment);
            button(page, "Pause").click();
            assertThat(page.locator("#moment")).hasText("");
        }
    }

    @Test
    void marksWhatIsUnusualAndSaysItInWords() {
        String reason = "CPU 97.1 % for 60 s; expected 12 % ± 6 %";
        try (DemoFleet fleet = new DemoFleet(sink.jdbc, names(3));
                Page page = open(1440, 900, ColorScheme.LIGHT, "range=5m&host=demo-001")) {
            fleet.goOn();
            assertThat(row(page, "demo-001")).containsText("Live");
            assertThat(row(page, "demo-001")).not().containsText("unusual");
            fleet.isUnusual("demo-001", reason);

            assertThat(row(page, "demo-001")).containsText("unusual");
            Locator cpu = page.locator(".charts figure").first();
            assertThat(cpu.locator(".unusual")).containsText("since ");
            assertThat(cpu.locator(".unusual")).containsText(reason);
            assertThat(cpu.locator(".shades i:visible")).hasCount(1);
            assertThat(page.locator(".shades i")).hasCount(1);
            button(page, "Table of CPU").click();
            assertThat(page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Anomalies of CPU")))
                    .containsText(reason);

            fleet.isUsualAgain();
            assertThat(row(page, "demo-001")).not().containsText("unusual");
            assertThat(cpu.locator(".unusual")).containsText(" to ");
        }
    }

    @Test
    void followsTheSystemsTheme() {
        send(0, 20);
        try (Page page = open(1440, 900, ColorScheme.LIGHT, "range=1m&host=" + events.host)) {
            String light = ground(page);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));

            assertThat(ground(page)).isNotEqualTo(light);
        }
    }

    /** The README's pictures: {@code mvn verify -Pbrowser -Dit.test=LivePageInBrowserIT -Dpictures=../docs}. */
    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    @EnabledIfSystemProperty(named = "pictures", matches = ".+")
    void drawsThePicturesOfTheReadme(ColorScheme scheme) {
        List<String> names = List.of("api-01", "api-02", "cache-01", "db-01", "db-02", "edge-01", "web-01", "web-02");
        try (DemoFleet fleet = new DemoFleet(sink.jdbc, names);
                Page page = open(1000, 820, scheme, "range=5m&host=api-01")) {
            fleet.goOn();
            assertThat(row(page, "api-01")).containsText("Live");
            page.waitForTimeout(5_000);
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(
                            System.getProperty("pictures"),
                            "live-page-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
        }
    }

    private static Page open(int width, int height, ColorScheme scheme, String look) {
        return open(sink, width, height, scheme, look);
    }

    private static Page open(OwnSink sink, int width, int height, ColorScheme scheme, String look) {
        Page page = chromium.page(width, height, scheme);
        page.navigate("http://localhost:" + sink.pagePort + "/#" + look);
        return page;
    }

    private static Locator row(Page page, String host) {
        return page.locator("#hosts tr").filter(new Locator.FilterOptions().setHasText(host));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static String ground(Page page) {
        return String.valueOf(page.evaluate("getComputedStyle(document.body).backgroundColor"));
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj("demo-%03d"::formatted).toList();
    }

    private static String axe() throws IOException {
        try (InputStream source = LivePageInBrowserIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(source).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Each with another value, and from now on stored. */
    private void send(int from, int to) {
        for (int sequence = from; sequence < to; sequence++) {
            sink.send(Events.bytes(
                    events.event(sequence).put("intervalMillis", 500).put("cpuUsagePercent", 10.5 + sequence)));
        }
        sink.awaitRows(events, to);
    }

    /** As the page writes them, newest first. */
    private List<String> storedPercents() {
        return sink.jdbc
                .sql("""
                        select cpu_usage_percent from metrics.host_sample join bi.host using (host_id)
                        where host = ? order by sampled_at desc
                        """)
                .param(events.host)
                .query((row, number) -> String.format(Locale.ROOT, "%.1f\u202f%%", row.getDouble(1)))
                .list();
    }
}
