package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.metricspipeline.sink.FullTopic.Round;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many who look at the live page at once, one who does not read, and what they cost. */
class PageLoadIT {

    private static final Logger log = LoggerFactory.getLogger(PageLoadIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int BROWSERS = 50;
    private static final Duration MINUTES = Duration.ofMinutes(Long.getLong("page.minutes", 0));

    private final Events events = new Events();
    private OwnSink sink;

    @BeforeEach
    void start() throws Exception {
        sink = new OwnSink(2);
        sink.start();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void sendsEachRowToFiftyBrowsers() {
        List<PageStream> browsers = IntStream.range(0, BROWSERS)
                .mapToObj(number -> new PageStream(sink.pagePort, events.host))
                .toList();
        try {
            browsers.forEach(browser ->
                    await().atMost(PATIENCE).until(() -> browser.lines().contains("event:fleet")));
            sink.send(events, 0, 30);
            List<String> rows = IntStream.range(0, 30)
                    .mapToObj(row -> sink.micros(events, row))
                    .toList();

            for (PageStream browser : browsers) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        String.join("", browser.samples().toList()))
                                .contains(rows));
            }
        } finally {
            browsers.forEach(PageStream::close);
        }
    }

    /** A large fleet, so that what it does not take soon fills all buffers on the way. */
    @Test
    void letsGoOfABrowserThatTakesNothingWhileAnotherOneGoesOn() throws Exception {
        sink.jdbc
                .sql("insert into bi.host (host_id, host) select -n, 'idle-' || n from generate_series(1, 3000) as n")
                .update();
        try (Socket idle = new Socket();
                PageStream reader = new PageStream(sink.pagePort, events.host)) {
            idle.setReceiveBufferSize(4_096);
            idle.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), sink.pagePort));
            idle.getOutputStream()
                    .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            for (int second = 0; second < 20; second++) {
                Instant taken = Instant.now().truncatedTo(ChronoUnit.MICROS);
                long heard = fleets(reader).count();
                sink.send(Events.bytes(events.event(second).put("sampledAt", taken.toString())));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        String.join("", reader.samples().toList()))
                                .contains(Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, taken))));
                await().atMost(PATIENCE).until(() -> fleets(reader).count() > heard);
            }
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> readToTheEnd(idle));

            await().atMost(PATIENCE).until(end::isDone);
        }
    }

    /** By turns with and without them, so that both see the same machine. For how many minutes: -Dpage.minutes. */
    @Test
    @EnabledIfSystemProperty(named = "page.minutes", matches = "\\d+")
    void costsTheWritePathLittle() throws Exception {
        FullTopic topic = warmTopic();
        List<Round> without = new ArrayList<>();
        List<Round> with = new ArrayList<>();
        long bytes = 0;
        Duration browsersCpu = Duration.ZERO;
        Instant start = Instant.now();
        Duration watched = Duration.ZERO;
        while (Instant.now().isBefore(start.plus(MINUTES))) {
            without.add(topic.store());
            try (PageAudience audience = new PageAudience(sink.pagePort, topic.hosts())) {
                Duration before = CpuTimes.of(audience.process());
                Instant began = Instant.now();
                with.add(topic.store());
                watched = watched.plus(Duration.between(began, Instant.now()));
                browsersCpu = browsersCpu.plus(CpuTimes.of(audience.process()).minus(before));
                PageAudience.Heard heard = audience.heard();
                assertThat(heard.all()).isTrue();
                bytes += heard.bytes();
            }
        }
        log.info(
                "Medians of {} rounds each, without browsers and with 50, each at a host of its own: {}, {}, {};"
                        + " the browsers took {} kB/s and {} % of a core",
                with.size(),
                compared("rows a second", without, with, Round::rowsPerSecond),
                compared("us of CPU a row of the sink and its broker", without, with, Round::sinkMicros),
                compared("of PostgreSQL", without, with, Round::postgresMicros),
                bytes / Math.max(1, watched.toMillis()),
                100.0 * browsersCpu.toMillis() / Math.max(1, watched.toMillis()));
    }

    /** While the sink works as hard as it can, and all of them stay. */
    @Test
    @EnabledIfSystemProperty(named = "page.minutes", matches = "\\d+")
    void takesNoMoreMemoryTheLongerTheyLook() throws Exception {
        FullTopic topic = warmTopic();
        HeapTrend heap = new HeapTrend();
        List<Round> rounds = new ArrayList<>();
        try (PageAudience audience = new PageAudience(sink.pagePort, topic.hosts())) {
            Instant start = Instant.now();
            while (Instant.now().isBefore(start.plus(MINUTES))) {
                rounds.add(topic.store());
                assertThat(audience.heard().all()).isTrue();
                heap.look();
            }
        }
        log.info(
                "Heap after a collection, with 50 browsers for {}: {}; median of {} rounds: {} rows a second",
                MINUTES,
                heap,
                rounds.size(),
                median(rounds, Round::rowsPerSecond));
        // What is kept for each event, for each browser, would be tens of megabytes a minute.
        assertThat(heap.slope()).isLessThan(5);
    }

    /** Warm without browsers, and then with them. */
    private FullTopic warmTopic() throws Exception {
        FullTopic topic = new FullTopic(sink);
        for (int round = 0; round < 8; round++) {
            topic.store();
        }
        try (PageAudience audience = new PageAudience(sink.pagePort, topic.hosts())) {
            for (int round = 0; round < 4; round++) {
                topic.store();
            }
            assertThat(audience.heard().all()).isTrue();
        }
        return topic;
    }

    private static Stream<String> fleets(PageStream stream) {
        return stream.lines().stream().filter(line -> line.equals("event:fleet"));
    }

    private static void readToTheEnd(Socket socket) {
        byte[] buffer = new byte[65_536];
        try (InputStream in = socket.getInputStream()) {
            while (in.read(buffer) >= 0) {
                // What was on its way.
            }
        } catch (IOException reset) {
            // Is an end too.
        }
    }

    private static String compared(String unit, List<Round> without, List<Round> with, ToDoubleFunction<Round> figure) {
        double before = median(without, figure);
        double after = median(with, figure);
        return String.format(
                Locale.ROOT, "%.1f and %.1f %s (%+.1f %%)", before, after, unit, 100 * (after - before) / before);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
