package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged service, killed with SIGKILL while it publishes what an API answers. */
class KilledSourcesIT {

    private static final int NEW_ITEMS = 500;
    private static final int KILLS = 3;

    private final SplittableRandom random = new SplittableRandom();
    private final AtomicInteger answers = new AtomicInteger();

    /** The API shows the newest items, as a feed does: every one in as many answers as there are processes, and two. */
    @Test
    void everyItemOfAFeedIsAnEventOnceByItsId(@TempDir Path directory) throws Exception {
        HttpServer feed = feed();
        try (TestBroker broker = new TestBroker()) {
            broker.start();
            for (int kill = 0; kill < KILLS; kill++) {
                Process process = start(directory, broker, feed);
                int before = answers.get();
                awaitAnswers(before + 1);
                // Before, within or after the publishing of the answer.
                LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(500)));
                process.destroyForcibly().waitFor();
            }
            Process last = start(directory, broker, feed);
            int before = answers.get();
            awaitAnswers(before + 2);
            last.destroy();
            last.waitFor();

            assertOnceByTheirIds(broker.readAll("feed"));
        } finally {
            feed.stop(0);
        }
    }

    private void awaitAnswers(int number) {
        await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(1)).until(() -> answers.get() >= number);
    }

    private void assertOnceByTheirIds(List<ConsumerRecord<String, byte[]>> records) {
        List<JsonNode> events = records.stream()
                .map(record -> new JsonMapper().readTree(record.value()))
                .toList();
        Set<Integer> items = events.stream()
                .map(event -> event.at("/item/id").asInt())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(events.stream().map(event -> event.get("event_id")).distinct())
                .hasSize(items.size());
        // Of the last answer the process may have stopped before it read it.
        assertThat(items)
                .containsAll(IntStream.range(0, (answers.get() - 1) * NEW_ITEMS)
                        .boxed()
                        .toList());
    }

    private HttpServer feed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int end = answers.incrementAndGet() * NEW_ITEMS;
            byte[] body = IntStream.range(Math.max(0, end - (KILLS + 3) * NEW_ITEMS), end)
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

    private static Process start(Path directory, TestBroker broker, HttpServer feed) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target", "metrics-producer.jar")
                                .toAbsolutePath()
                                .toString(),
                        "--spring.kafka.bootstrap-servers=" + broker.address(),
                        "--server.port=0",
                        "--producer.sources=http",
                        "--producer.http.url=http://localhost:"
                                + feed.getAddress().getPort(),
                        "--producer.http.topic=feed",
                        "--producer.http.id=/id",
                        "--producer.http.interval=1s")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }
}
