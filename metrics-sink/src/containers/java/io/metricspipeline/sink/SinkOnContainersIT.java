package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.metricspipeline.containers.Images;
import io.metricspipeline.containers.NeedsImages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.web.client.RestClient;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The sink between the broker and the database that its users run; Spring Boot tells it where they are. */
@ExtendWith(NeedsImages.class)
@Testcontainers
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SinkOnContainersIT {

    @Container
    @ServiceConnection
    static final KafkaContainer KAFKA = new KafkaContainer(Images.of("apache/kafka"));

    @Container
    @ServiceConnection
    static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer(Images.of("postgres"));

    @Autowired
    private KafkaTemplate<byte[], byte[]> kafka;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Meters meters;

    @LocalServerPort
    private int port;

    private final Events events = new Events();

    @Test
    void migratesStoresEachSampleOnceAndDeadLettersWhatIsNone() {
        for (int round = 0; round < 2; round++) {
            for (long sequence = 0; sequence < 100; sequence++) {
                send(events.bytes(sequence));
            }
        }
        send("no sample".getBytes(StandardCharsets.UTF_8));

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(meters.read()).isEqualTo(new Meters.Reading(201, 100, 100, 0, 1)));
        assertThat(jdbc.sql("select sequence from metrics.host_sample")
                        .query(Long.class)
                        .list())
                .hasSize(100)
                .doesNotHaveDuplicates();
        assertThat(jdbc.sql("select reason from metrics.rejected")
                        .query(String.class)
                        .list())
                .containsExactly("not_json");
        assertThat(health()).contains("\"status\":\"UP\"").doesNotContain("DOWN", "OUT_OF_SERVICE");
    }

    private void send(byte[] value) {
        kafka.send("host-samples", events.host.getBytes(StandardCharsets.UTF_8), value)
                .join();
    }

    private String health() {
        return RestClient.create("http://localhost:" + port)
                .get()
                .uri("/actuator/health")
                .retrieve()
                .requiredBody(String.class);
    }
}
