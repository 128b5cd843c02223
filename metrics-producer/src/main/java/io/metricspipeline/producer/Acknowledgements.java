package io.metricspipeline.producer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Remembers what Kafka answered lately, for the health and the log, which tells the first failure and the recovery. May
 * be used by any thread.
 */
@Component
@OnSource(SourceName.HOST)
final class Acknowledgements {

    private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);

    /** Longer than a healthy Kafka takes, also when it changes leaders. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Spool spool;
    private final ProducerMetrics metrics;
    private final Clock clock;
    private final AtomicReference<@Nullable SendFailure> failure = new AtomicReference<>();
    private volatile @Nullable Instant newest;

    Acknowledgements(Spool spool, ProducerMetrics metrics, Clock clock) {
        this.spool = spool;
        this.metrics = metrics;
        this.clock = clock;
    }

    void acknowledged() {
        Instant now = clock.instant();
        newest = now;
        metrics.acknowledgedAt(now);
        if (failure.getAndSet(null) != null) {
            log.info("Kafka acknowledges samples again; {} are waiting", spool.unsettled());
        }
    }

    void failed(SendFailure reason) {
        if (failure.getAndSet(reason) == null) {
            String consequence = reason.isRefusal()
                    ? "refuses samples for ever; they are declared as lost"
                    : "does not acknowledge samples; they wait in the spool";
            log.warn("Kafka {}: {}", consequence, reason);
        }
    }

    /** False when no sample was acknowledged lately although one should have been. Slow sampling alone is no fault. */
    boolean areComing() {
        Instant longAgo = clock.instant().minus(PATIENCE);
        boolean overdue = failure.get() != null || spool.oldestAge().compareTo(PATIENCE) > 0;
        return !overdue || newest().filter(longAgo::isBefore).isPresent();
    }

    Optional<Instant> newest() {
        return Optional.ofNullable(newest);
    }

    /** The last failure, until a sample is acknowledged. */
    Optional<SendFailure> failure() {
        return Optional.ofNullable(failure.get());
    }
}
