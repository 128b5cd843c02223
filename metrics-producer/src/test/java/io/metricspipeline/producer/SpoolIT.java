package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service with a spool in which another process left something, and a real broker. */
class SpoolIT {

    private static final int LEFT = 5_000;

    @TempDir
    private Path directory;

    @Test
    void sendsWhatAKilledProcessLeftUnderItsNameBesidesTheLiveSamplesAndThenClosesIt() throws Exception {
        TestSpool killed = new TestSpool(directory).append(LEFT);
        killed.kill();
        try (TestBroker broker = new TestBroker()) {
            broker.start();
            try (TestProducer producer = new TestProducer(directory, broker.address(), "left")) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> TestSpool.segments(directory).stream()
                                .noneMatch(file -> file.toString().contains(killed.producerId.toString())));
                assertThat(producer.count("producer.samples.found")).isEqualTo(LEFT);
                producer.assertConservation();
            }

            List<JsonNode> events = broker.readAll("left").stream()
                    .map(message -> new JsonMapper().readTree(message.value()))
                    .toList();
            List<JsonNode> earlier =
                    events.stream().filter(event -> isOf(killed, event)).toList();
            assertThat(earlier.stream().map(event -> event.get("sequence").asLong()))
                    .containsOnlyOnceElementsOf(
                            LongStream.range(0, LEFT).boxed().toList());
            assertThat(earlier)
                    .allMatch(event -> event.get("acknowledgedBelow").asLong()
                            <= event.get("sequence").asLong());
            assertThat(events).noneMatch(event -> event.has("losses"));
            assertThat(closedBy(events)).containsExactly(killed.producerId + " " + LEFT);
        }
    }

    private static boolean isOf(TestSpool process, JsonNode event) {
        return event.get("producerId").asString().equals(process.producerId.toString());
    }

    private static Set<String> closedBy(List<JsonNode> events) {
        Set<String> closed = new HashSet<>();
        for (JsonNode event : events) {
            for (JsonNode process : event.path("closed")) {
                closed.add(process.get("producerId").asString() + " "
                        + process.get("sequences").asLong());
            }
        }
        return closed;
    }
}
