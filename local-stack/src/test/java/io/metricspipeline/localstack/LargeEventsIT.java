package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backlog of events that are nearly as large as they may be, and compressed: Kafka hands over all of them at once. */
final class LargeEventsIT {
    private static final String TOPIC = "feed";
    private static final int EVENTS = 500;
    /** As in a container of the chart: 40 % of 384 MiB. */
    private static final List<String> SMALL = List.of("@" + Build.imageOptions(), "-Xmx153m");

    @Test
    void areStoredInTheMemoryOfAContainer(@TempDir Path data) throws Exception {
        try (StreamsStack stack = new StreamsStack(data, URI.create("http://localhost"))) {
            stack.startServers();
            send(stack.bootstrapServers());
            stack.startSinkWith(SMALL);

            await().atMost(Duration.ofMinutes(5))
                    .untilAsserted(() -> assertThat(
                                    stack.ask("select count(*) from metrics.event where topic = '" + TOPIC + "'"))
                            .containsExactly(String.valueOf(EVENTS)));
        }
    }

    private static void send(String bootstrapServers) throws Exception {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4");
        byte[] event = ("{\"text\":\"" + "x".repeat(60 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
        try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
                KafkaProducer<byte[], byte[]> kafka =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            for (int number = 0; number < EVENTS; number++) {
                var unused = kafka.send(new ProducerRecord<>(TOPIC, event));
            }
        }
    }
}
