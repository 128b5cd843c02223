package io.metricspipeline.sink;

import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.listener.RetryListener;
import org.springframework.stereotype.Component;

/**
 * Health component {@code write}: whether batches get through. While one is being tried again it says why and since
 * when; OUT_OF_SERVICE when somebody has to repair something. Logs the first failure, each new reason, and the end.
 */
@Component("write")
class WriteHealth implements HealthIndicator, RetryListener {

    private static final Logger log = LoggerFactory.getLogger(WriteHealth.class);

    private final Clock clock;
    private volatile @Nullable Trouble trouble;

    WriteHealth(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Health health() {
        Trouble now = trouble;
        if (now == null) {
            return Health.up().build();
        }
        Health.Builder health = now.needsOperator() ? Health.outOfService() : Health.up();
        return health.withDetail("retryingSince", now.since())
                .withDetail("reason", now.reason())
                .build();
    }

    @Override
    public void failedDelivery(ConsumerRecord<?, ?> record, @Nullable Exception failure, int attempt) {
        // The listener takes batches; the container never reports single records.
    }

    @Override
    public void failedDelivery(ConsumerRecords<?, ?> records, Exception failure, int attempt) {
        Trouble before = trouble;
        Trouble now = Trouble.of(failure, before == null ? clock.instant() : before.since());
        trouble = now;
        if (before == null || !before.reason().equals(now.reason())) {
            log.warn(
                    "Cannot write a batch of {} records, trying again until it works: {}",
                    records.count(),
                    now.reason());
            log.debug("Cannot write a batch", failure);
        }
    }

    /** A batch got through. */
    void succeeded() {
        Trouble before = trouble;
        if (before != null) {
            trouble = null;
            log.info("Writing again; it failed since {}: {}", before.since(), before.reason());
        }
    }

    private record Trouble(Instant since, String reason, boolean needsOperator) {

        static Trouble of(Throwable failure, Instant since) {
            boolean needsOperator = NestedExceptionUtils.getMostSpecificCause(failure) instanceof OperatorNeeded
                    || SqlFault.of(failure) == SqlFault.OPERATOR;
            return new Trouble(since, SqlFault.describe(failure), needsOperator);
        }
    }
}
