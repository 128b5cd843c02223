package io.metricspipeline.sink;

import static io.metricspipeline.sink.DeadLetterReader.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatusCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.node.ObjectNode;

/** The whole service between a real broker and a real PostgreSQL. Every test ends with the sum of the meters. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(Servers.class)
class SinkServiceIT {

    @Autowired
    private KafkaTemplate<byte[], byte[]> kafka;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Meters meters;

    @LocalServerPort
    private int port;

    private final Events events = new Events();
    private Meters.Reading before;

    @BeforeEach
    void waitUntilReady() {
        await().atMost(Duration.ofMinutes(5))
                .until(() -> get("/actuator/health/readiness").status().is2xxSuccessful());
        before = meters.read();
    }

    @AfterEach
    void theMetersAddUp() {
        Meters.Reading now = meters.read();
        assertThat(now.received()).isEqualTo(now.stored() + now.duplicate() + now.expired() + now.rejected());
    }

    @Test
    void storesEachSampleOnceHoweverOftenItComes() {
        for (int round = 0; round < 3; round++) {
            for (long sequence = 0; sequence < 100; sequence++) {
                send(events.bytes(sequence));
            }
        }
        awaitReceived(300);

        assertThat(sequences()).hasSize(100).doesNotHaveDuplicates();
        assertThat(meters.read().minus(before)).isEqualTo(new Meters.Reading(300, 100, 200, 0, 0));
    }

    @Test
    void keepsTheNeighboursOfEveryBadMessageAndDeadLettersItWithItsReason() {
        List<BadMessage> badMessages = BadMessage.all();
        int count = badMessages.size();
        try (DeadLetterReader deadLetters = new DeadLetterReader()) {
            send(events.bytes(0));
            for (int i = 0; i < count; i++) {
                send(badMessages.get(i).value());
                send(events.bytes(i + 1));
            }
            awaitReceived(2 * count + 1);

            assertThat(sequences()).hasSize(count + 1).doesNotHaveDuplicates();
            assertThat(meters.read().minus(before))
                    .isEqualTo(new Meters.Reading(2 * count + 1, count + 1, 0, 0, count));
            List<ConsumerRecord<byte[], byte[]>> letters = deadLetters.read(count);
            assertThat(letters).hasSize(count);
            for (int i = 0; i < count; i++) {
                isDeadLetterOf(letters.get(i), badMessages.get(i));
            }
        }
    }

    @Test
    void keepsTheStartOfABadMessageThatNoTopicTakesWhole() throws Exception {
        try (DeadLetterReader deadLetters = new DeadLetterReader()) {
            sendCompressed(" ".repeat(3_000_000).getBytes(StandardCharsets.UTF_8));
            send(events.bytes(0));
            awaitReceived(2);

            ConsumerRecord<byte[], byte[]> letter = deadLetters.read(1).get(0);
            assertThat(letter.value()).hasSize(4 * 1024);
            assertThat(header(letter, "reject-reason")).isEqualTo("too_large");
            assertThat(header(letter, "original-size-bytes"))
                    .isEqualTo(String.valueOf(3_000_000 + events.host.length()));
        }
    }

    @Test
    void triesAgainUntilSomebodyHasRepairedTheSchema() {
        jdbc.sql("alter table metrics.host_sample rename to host_sample_away").update();
        try {
            for (long sequence = 0; sequence < 10; sequence++) {
                send(events.bytes(sequence));
            }
            await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
                Answer readiness = get("/actuator/health/readiness");
                assertThat(readiness.status().value()).isEqualTo(503);
                assertThat(readiness.body()).contains("\"write\"", "OUT_OF_SERVICE", "SQLSTATE 42P01", "retryingSince");
            });
            assertThat(get("/actuator/health/liveness").status().value()).isEqualTo(200);
            assertThat(meters.read().minus(before).received()).isZero();
        } finally {
            jdbc.sql("alter table metrics.host_sample_away rename to host_sample")
                    .update();
        }
        awaitReceived(10);

        assertThat(meters.read().minus(before)).isEqualTo(new Meters.Reading(10, 10, 0, 0, 0));
        await().atMost(Duration.ofMinutes(5))
                .until(() -> get("/actuator/health/readiness").status().is2xxSuccessful());
    }

    @Test
    void showsASampleThatShouldBeHereAndIsNot() {
        send(events.bytes(0));
        send(Events.bytes(events.event(1).put("cpuUsagePercent", 101)));
        send(events.bytes(4));
        ObjectNode last = events.event(9).put("acknowledgedBelow", 8);
        last.putArray("losses")
                .addObject()
                .put("producerId", events.producerId.toString())
                .put("fromSequence", 5)
                .put("toSequence", 6)
                .put("reason", "queue_full");
        send(Events.bytes(last));
        awaitReceived(4);

        assertThat(jdbc.sql("select from_sequence || '-' || to_sequence from bi.sample_gap where host = ? order by 1")
                        .param(events.host)
                        .query(String.class)
                        .list())
                .containsExactly("2-3", "7-7");
    }

    @Test
    void answersHealthInfoAndPrometheusAndNothingElse() {
        send(events.bytes(0));
        awaitReceived(1);

        assertThat(get("/actuator/health").body()).contains("\"database\"", "\"kafka\"", "\"listener\"", "\"write\"");
        assertThat(get("/actuator/health/liveness").status().value()).isEqualTo(200);
        assertThat(get("/actuator/info").body()).contains("\"build\"", "\"java\"");
        assertThat(get("/actuator/prometheus").body())
                .contains(
                        "sink_records_received_total",
                        "sink_samples_latency_seconds_bucket",
                        "sink_lag_records",
                        "sink_last_stored_timestamp_seconds",
                        "sink_records_rejected_total{reason=\"not_json\"}");
        assertThat(get("/actuator/env").status().value()).isEqualTo(404);
    }

    private void send(byte @Nullable [] value) {
        kafka.send("host-samples", events.host.getBytes(StandardCharsets.UTF_8), value)
                .join();
    }

    /** The broker measures the batch as it came: compressed. */
    private void sendCompressed(byte[] value) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", Servers.brokers(), "compression.type", "gzip", "max.request.size", 10_000_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = events.host.getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>("host-samples", key, value)).get();
        }
    }

    private void awaitReceived(int records) {
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(
                        () -> assertThat(meters.read().minus(before).received()).isEqualTo(records));
    }

    private List<Long> sequences() {
        return jdbc.sql("select sequence from metrics.host_sample join bi.host using (host_id) where host = ?")
                .param(events.host)
                .query(Long.class)
                .list();
    }

    private String rejectedRow(ConsumerRecord<byte[], byte[]> letter) {
        return jdbc.sql(
                        "select reason from metrics.rejected where topic_id = ? and partition = ? and record_offset = ?")
                .param(UUID.fromString(header(letter, "original-topic-id")))
                .param(Integer.valueOf(header(letter, "original-partition")))
                .param(Long.valueOf(header(letter, "original-offset")))
                .query(String.class)
                .single();
    }

    private void isDeadLetterOf(ConsumerRecord<byte[], byte[]> letter, BadMessage bad) {
        assertThat(letter.value()).as(bad.name()).isEqualTo(bad.value());
        assertThat(header(letter, "reject-reason"))
                .as(bad.name())
                .isEqualTo(bad.reason().code());
        assertThat(rejectedRow(letter)).as(bad.name()).isEqualTo(bad.reason().code());
    }

    private Answer get(String path) {
        return RestClient.create("http://localhost:" + port)
                .get()
                .uri(path)
                .exchange((request, response) -> new Answer(
                        response.getStatusCode(),
                        new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8)));
    }

    private record Answer(HttpStatusCode status, String body) {}
}
