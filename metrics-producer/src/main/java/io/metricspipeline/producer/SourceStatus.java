package io.metricspipeline.producer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Remembers how one source and its way to Kafka are, for the health, the meters and the log, which tells the first
 * failure and the recovery. May be used by any thread.
 */
final class SourceStatus implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(SourceStatus.class);

    private final SourceName source;
    private final Clock clock;
    private final AtomicReference<@Nullable SendFailure> kafkaFailure = new AtomicReference<>();
    private volatile @Nullable Instant lastRun;
    private volatile @Nullable Instant nextRun;
    private volatile @Nullable Instant lastFailure;
    private volatile @Nullable String lastError;
    private volatile boolean failing;

    SourceStatus(SourceName source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    void ran(Duration pause) {
        Instant now = clock.instant();
        lastRun = now;
        nextRun = now.plus(pause);
        if (failing) {
            failing = false;
            log.info("Source {} works again", source);
        }
    }

    void failed(RuntimeException reason, Duration pause) {
        Instant now = clock.instant();
        lastFailure = now;
        nextRun = now.plus(pause);
        lastError = reason instanceof SourceUnavailable ? reason.getMessage() : reason.toString();
        if (!failing) {
            failing = true;
            tell(reason);
        }
    }

    private void tell(RuntimeException reason) {
        if (reason instanceof SourceUnavailable) {
            log.warn("Source {} gives nothing and is tried again: {}", source, reason.getMessage());
        } else {
            log.warn("Source {} failed and is tried again", source, reason);
        }
    }

    void kafkaTakes() {
        // Read first: this is for every event.
        if (kafkaFailure.get() != null && kafkaFailure.getAndSet(null) != null) {
            log.info("Kafka takes the events of source {} again", source);
        }
    }

    void kafkaFails(SendFailure reason) {
        if (kafkaFailure.getAndSet(reason) == null) {
            String consequence = reason.isRefusal() ? "refuses an event for ever" : "does not take the events";
            log.warn("Kafka {} of source {}: {}", consequence, source, reason);
        }
    }

    Optional<Instant> lastRun() {
        return Optional.ofNullable(lastRun);
    }

    Optional<Instant> nextRun() {
        return Optional.ofNullable(nextRun);
    }

    Optional<Instant> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Down while the source fails or Kafka does not take its events. A part of neither liveness nor readiness. */
    @Override
    public Health health() {
        SendFailure kafka = kafkaFailure.get();
        Health.Builder health = failing || kafka != null ? Health.down() : Health.up();
        lastRun().ifPresent(when -> health.withDetail("lastRun", when));
        nextRun().ifPresent(when -> health.withDetail("nextRun", when));
        lastFailure().ifPresent(when -> health.withDetail("lastFailure", when));
        Optional.ofNullable(lastError).ifPresent(error -> health.withDetail("lastError", error));
        Optional.ofNullable(kafka).ifPresent(failure -> health.withDetail("kafka", failure.toString()));
        return health.build();
    }
}
