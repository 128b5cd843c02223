package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.sink.Breaker.DatabaseRefusesRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class WriteHealthTest {

    private static final TopicPartition PARTITION = new TopicPartition("host-samples", 0);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WriteHealth health = new WriteHealth(
            Clock.systemUTC(), new SinkMetrics(registry, Clock.systemUTC()), SinkPropertiesTest.DEFAULTS);
    private final ExecutorService otherConsumer = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        otherConsumer.shutdownNow();
    }

    @Test
    void isInTroubleUntilTheConsumerThatFailedHasWrittenAgain() throws Exception {
        otherConsumer.submit(() -> fail(new IllegalStateException("away"))).get();
        health.succeeded();
        assertThat(health.health().getDetails()).containsKeys("retryingSince", "reason");

        otherConsumer.submit(health::succeeded).get();
        assertThat(health.health().getDetails()).isEmpty();
    }

    @Test
    void tellsFirstWhatAnOperatorHasToRepair() throws Exception {
        fail(new IllegalStateException("away"));
        otherConsumer.submit(() -> fail(new OperatorNeeded("grant it"))).get();

        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void tellsOfAStreamThatWaitsAndKeepsTheSamplesInService() {
        fail(new OperatorNeeded("grant it"), new TopicPartition("user-login", 0));

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(health.health().getDetails()).containsEntry("topic", "user-login");
    }

    @Test
    void forgetsTheTroubleOfAConsumerThatHasEnded() throws Exception {
        Thread ended = new Thread(() -> fail(new IllegalStateException("away")));
        ended.start();
        ended.join();

        assertThat(health.health().getDetails()).isEmpty();
    }

    @Test
    void leavesABatchToTheConsumersThatGetAllOfItsPartitions() {
        TopicPartition other = new TopicPartition("host-samples", 1);
        fail(new IllegalStateException("away"));
        health.revoked(List.of(other));
        assertThat(health.health().getDetails()).containsKeys("retryingSince", "reason");

        health.revoked(List.of(PARTITION, other));
        assertThat(health.health().getDetails()).isEmpty();
    }

    @Test
    void countsTheConsumersThatWriteAgainByWhatThatTakes() throws Exception {
        fail(new DatabaseRefusesRows("samples", "too many", "23514"));
        otherConsumer.submit(() -> fail(new OperatorNeeded("grant it"))).get();
        assertThat(List.of(retried("time"), retried("operator"), retried("breaker")))
                .containsExactly(0.0, 1.0, 1.0);

        otherConsumer.submit(() -> fail(new IllegalStateException("away"))).get();
        health.succeeded();
        assertThat(List.of(retried("time"), retried("operator"), retried("breaker")))
                .containsExactly(1.0, 0.0, 0.0);
    }

    private double retried(String cause) {
        return registry.get("sink.batches.retried").tag("cause", cause).gauge().value();
    }

    private void fail(Exception failure) {
        fail(failure, PARTITION);
    }

    private void fail(Exception failure, TopicPartition partition) {
        List<ConsumerRecord<byte[], byte[]>> records = List.of(Events.record(0, null, Instant.EPOCH));
        health.failedDelivery(new ConsumerRecords<>(Map.of(partition, records), Map.of()), failure, 1);
    }
}
