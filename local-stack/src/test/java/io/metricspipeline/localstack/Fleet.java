package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Six more hosts, one for each partition of the topic, that send ten samples a second each: no sink is without work. */
final class Fleet {
    private final KafkaProducer<String, byte[]> kafka;
    private final List<UUID> producerIds =
            IntStream.range(0, 6).mapToObj(host -> UUID.randomUUID()).toList();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private long sequence;

    private Fleet(String bootstrapServers) {
        kafka = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    static Fleet start(String bootstrapServers) {
        Fleet fleet = new Fleet(bootstrapServers);
        var unused = fleet.clock.scheduleAtFixedRate(fleet::sendOneOfEach, 0, 100, TimeUnit.MILLISECONDS);
        return fleet;
    }

    /** Returns when Kafka has everything. */
    void stop() throws InterruptedException {
        clock.shutdown();
        assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        kafka.close();
    }

    private void sendOneOfEach() {
        for (int host = 0; host < producerIds.size(); host++) {
            var unused = kafka.send(new ProducerRecord<>("host-samples", host, "fleet-" + host, event(host)));
        }
        sequence++;
    }

    private byte[] event(int host) {
        return """
                {"schemaVersion":1,"producerId":"%s","sequence":%d,"acknowledgedBelow":0,"host":"fleet-%d",
                 "sampledAt":"%s","intervalMillis":100,"cpuUsagePercent":12.5}
                """.formatted(
                        producerIds.get(host), sequence, host, Instant.now().truncatedTo(ChronoUnit.MICROS))
                .getBytes(StandardCharsets.UTF_8);
    }
}
