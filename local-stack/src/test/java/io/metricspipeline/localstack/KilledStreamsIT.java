package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Three streams at once, while each process is killed again and again. How many times: -Dkills. */
final class KilledStreamsIT {
    private static final int ROUNDS = Integer.getInteger("kills", 1);
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int NEW_ITEMS = 200;
    private static final int SHOWN_ITEMS = 20 * NEW_ITEMS;

    @TempDir
    private Path data = Path.of("");

    private final AtomicInteger answers = new AtomicInteger();

    @Test
    void everyEventOfEachStreamIsOneRowAlthoughEachProcessWasKilled() throws Exception {
        Random random = new Random(SEED);
        HttpServer feed = feed();
        URI api = URI.create("http://localhost:" + feed.getAddress().getPort());
        try (StreamsStack stack = new StreamsStack(data, api)) {
            stack.start();
            for (int round = 0; round < ROUNDS; round++) {
                List<Part> parts = new ArrayList<>(stack.parts());
                Collections.shuffle(parts, random);
                for (Part part : parts) {
                    Patience.during(Duration.ofMillis(500 + random.nextInt(2_000)));
                    part.kill();
                    stack.restart(part);
                }
            }
            Patience.during(Duration.ofSeconds(2));
            stack.producer().stop();

            assertEachOnce(stack, "user-login");
            assertEachOnce(stack, "feed");
            assertLoginsWentOn(stack);
            EveryEventOnce samples = new EveryEventOnce(stack.bootstrapServers(), stack.dataSource());
            await().atMost(LONGEST_WAIT).untilAsserted(samples::assertNothingMissing);
            samples.assertHolds();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("-Dkills.seed=" + SEED, failure);
        } finally {
            feed.stop(0);
        }
    }

    /** By its id: the API shows each item in many answers, and what was sent before a kill may be sent again. */
    private static void assertEachOnce(StreamsStack stack, String topic) {
        Set<String> sent = ids(stack, topic);
        assertThat(sent).hasSizeGreaterThan(NEW_ITEMS);
        await().atMost(LONGEST_WAIT)
                .untilAsserted(
                        () -> assertThat(stack.ask("select event_id from metrics.event where topic = '" + topic + "'"))
                                .containsExactlyInAnyOrderElementsOf(sent));
        assertThat(new TopicReader(stack.bootstrapServers()).read(topic + "-dlt"))
                .isEmpty();
    }

    private static void assertLoginsWentOn(StreamsStack stack) throws Exception {
        Set<String> stored = new TreeSet<>(stack.ask("select event_id from personal.login"));
        await().atMost(LONGEST_WAIT)
                .untilAsserted(
                        () -> assertThat(ids(stack, "processed-user-login")).isEqualTo(stored));
        assertThat(stack.ask("select sum(logins) from bi.login_hour")).containsExactly(String.valueOf(stored.size()));
    }

    private static Set<String> ids(StreamsStack stack, String topic) {
        return new TopicReader(stack.bootstrapServers())
                .read(topic).stream()
                        .map(event -> JSON.readTree(event).path("event_id").asString())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The newest items, more of them at each time. */
    private HttpServer feed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int end = answers.incrementAndGet() * NEW_ITEMS;
            byte[] body = IntStream.range(Math.max(0, end - SHOWN_ITEMS), end)
                    .mapToObj(id -> "{\"id\":" + id + "}")
                    .collect(Collectors.joining(",", "[", "]"))
                    .getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }
}
