package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BROWSERS = 50;

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
                int sequence = second;
                long heard = fleets(reader).count();
                sink.send(events, sequence, sequence + 1);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        String.join("", reader.samples().toList()))
                                .contains(sink.micros(events, sequence)));
                await().atMost(PATIENCE).until(() -> fleets(reader).count() > heard);
            }
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> readToTheEnd(idle));

            await().atMost(PATIENCE).until(end::isDone);
        }
    }

    /** For how many minutes: -Dpage.minutes. By turns with and without them, so that both see the same machine. */
    @Test
    @EnabledIfSystemProperty(named = "page.minutes", matches = "\\d+")
    void costsTheWritePathLittle() throws Exception {
        FullTopic topic = new FullTopic(sink);
        for (int warmUp = 0; warmUp < 10; warmUp++) {
            topic.storedPerSecond();
        }
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        HeapTrend heap = new HeapTrend();
        Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("page.minutes")));
        while (Instant.now().isBefore(end)) {
            without.add(topic.storedPerSecond());
            try (PageAudience audience = new PageAudience(sink.pagePort, topic.hosts())) {
                with.add(topic.storedPerSecond());
                assertThat(audience.isComplete()).isTrue();
                assertThat(audience.events()).isPositive();
            }
            heap.look();
        }
        log.info(
                "Rows a second, median of {} rounds each: {} without browsers, {} with 50, each at a host of its own; heap {}",
                with.size(),
                median(without),
                median(with),
                heap);
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

    private static long median(List<Double> rates) {
        return Math.round(
                rates.stream().sorted().skip(rates.size() / 2).findFirst().orElseThrow());
    }
}
