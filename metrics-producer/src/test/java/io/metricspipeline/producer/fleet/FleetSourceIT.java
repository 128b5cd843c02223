package io.metricspipeline.producer.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.metricspipeline.producer.Contract;
import io.metricspipeline.producer.TestBroker;
import io.metricspipeline.producer.TestProducer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A fleet beside the host, with everything on the way that may go wrong. */
class FleetSourceIT {

    private static final String[] FLEET = {"source", "fleet"};

    @Test
    void everySampleOfEveryHostArrivesAndWhatIsStatedHolds() {
        try (TestBroker broker = new TestBroker()) {
            broker.start();
            try (TestProducer producer = new TestProducer(
                    broker.address(),
                    "host-samples",
                    "--producer.sources=host,fleet",
                    "--producer.fleet.hosts=200",
                    "--producer.fleet.interval=100ms",
                    "--producer.fleet.faults.anomalies-per-day=10000",
                    "--producer.fleet.faults.late=0.05",
                    "--producer.fleet.faults.late-by=1s",
                    "--producer.fleet.faults.duplicate=0.05")) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.events.acknowledged", FLEET) > 10_000);
            }

            Map<String, List<JsonNode>> byHost = broker.readAll("host-samples").stream()
                    .map(FleetSourceIT::event)
                    .collect(Collectors.groupingBy(event -> event.get("host").asString()));
            assertThat(byHost).hasSize(201).containsKeys("web-1", "fleet-0", "fleet-199");
            // On a slow machine the first acknowledgements of some host may come after its last sample.
            assertThat(byHost.values().stream()
                            .mapToLong(FleetSourceIT::statedAndHeld)
                            .max()
                            .orElseThrow())
                    .isPositive();
            assertThat(broker.readAll("fleet-labels")).isNotEmpty();
        }
    }

    /** Below which sequence all are said to be in Kafka, and are. No process has rebooted: every host is one producer. */
    private static long statedAndHeld(List<JsonNode> events) {
        Set<Long> sequences = events.stream()
                .map(event -> event.get("sequence").asLong())
                .collect(Collectors.toCollection(TreeSet::new));
        long acknowledged = events.stream()
                .mapToLong(event -> event.get("acknowledgedBelow").asLong())
                .max()
                .orElseThrow();
        for (long sequence = 0; sequence < acknowledged; sequence++) {
            assertThat(sequences).contains(sequence);
        }
        return acknowledged;
    }

    private static JsonNode event(ConsumerRecord<String, byte[]> record) {
        String json = new String(record.value(), StandardCharsets.UTF_8);
        Contract.assertKept(json);
        return new JsonMapper().readTree(json);
    }
}
