package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.metricspipeline.containers.Images;
import io.metricspipeline.containers.NeedsImages;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.kafka.test.utils.KafkaTestUtils;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The producer beside the broker that its users run; Spring Boot tells it where it is. */
@ExtendWith(NeedsImages.class)
@Testcontainers
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"producer.host-name=web-1", "producer.interval=100ms"})
@DirtiesContext
class ProducerOnContainersIT {

    private static final String TOPIC = "host-samples";

    @Container
    @ServiceConnection
    private static final KafkaContainer KAFKA = new KafkaContainer(Images.of("apache/kafka"));

    @TempDir
    private static Path spool = Path.of("");

    @Autowired
    private MeterRegistry meters;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void spoolWhereNothingIsLeftOver(DynamicPropertyRegistry properties) {
        properties.add("producer.spool.directory", spool::toString);
    }

    @Test
    void makesItsTopicAndPublishesSamplesThatKeepTheContract() {
        await().atMost(Duration.ofMinutes(5))
                .until(() ->
                        meters.get("producer.samples.acknowledged").counter().count() >= 10);

        for (ConsumerRecord<String, String> event : tenEvents()) {
            assertThat(event.key()).isEqualTo("web-1");
            Contract.assertKept(event.value());
        }
        await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> Conservation.assertHolds(meters));
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(
                        () -> assertThat(health()).contains("\"status\":\"UP\"").doesNotContain("DOWN"));
    }

    private static ConsumerRecords<String, String> tenEvents() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                KAFKA.getBootstrapServers(),
                "group.id",
                "reader",
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            return KafkaTestUtils.getRecords(consumer, Duration.ofSeconds(60), 10);
        }
    }

    private String health() {
        return RestClient.create("http://localhost:" + port)
                .get()
                .uri("/actuator/health")
                .retrieve()
                .requiredBody(String.class);
    }
}
