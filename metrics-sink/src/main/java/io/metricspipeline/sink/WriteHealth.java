package io.metricspipeline.sink;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static java.util.stream.Collectors.toCollection;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
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
 * when; OUT_OF_SERVICE when somebody has to repair something before samples get through. Logs the first failure, each new reason, and the end.
 * Each consumer has its own troubles, told apart by the thread that calls: what one writes ends no trouble of another. A
 * batch whose partitions have all gone to other consumers is theirs.
 */
@Component("write")
class WriteHealth implements HealthIndicator, RetryListener {

    private static final Logger log = LoggerFactory.getLogger(WriteHealth.class);

    private final Clock clock;
    private final String sampleTopic;
    private final Map<Thread, Trouble> troubles = new ConcurrentHashMap<>();

    WriteHealth(Clock clock, SinkMetrics metrics, SinkProperties properties) {
        this.clock = clock;
        this.sampleTopic = properties.topic();
        metrics.writing(this);
    }

    @Override
    public Health health() {
        return troubles()
                .max(comparing(this::stopsSamples)
                        .thenComparing(Trouble::cause)
                        .thenComparing(Trouble::since, reverseOrder()))
                .map(this::health)
                .orElseGet(() -> Health.up().build());
    }

    private boolean stopsSamples(Trouble now) {
        return now.topics().contains(sampleTopic);
    }

    /** How many consumers write again for this cause. */
    long retrying(Cause cause) {
        return troubles().filter(trouble -> trouble.cause() == cause).count();
    }

    /** A thread that has ended left its batch to another consumer. */
    private Stream<Trouble> troubles() {
        troubles.keySet().removeIf(consumer -> !consumer.isAlive());
        return troubles.values().stream();
    }

    /** A stream of events that waits takes no samples out of service. */
    private Health health(Trouble now) {
        Health.Builder health = now.cause() == Cause.TIME || !stopsSamples(now) ? Health.up() : Health.outOfService();
        return health.withDetail("topic", String.join(", ", now.topics()))
                .withDetail("retryingSince", now.since())
                .withDetail("reason", now.reason())
                .build();
    }

    @Override
    public void failedDelivery(ConsumerRecord<?, ?> record, @Nullable Exception failure, int attempt) {
        // The listener takes batches; the container never reports single records.
    }

    @Override
    public void failedDelivery(ConsumerRecords<?, ?> records, Exception failure, int attempt) {
        Trouble before = troubles.get(Thread.currentThread());
        Trouble now = Trouble.of(
                failure, before == null ? clock.instant() : before.since(), Set.copyOf(records.partitions()));
        troubles.put(Thread.currentThread(), now);
        if (before == null || !before.reason().equals(now.reason())) {
            log.warn(
                    "Cannot write a batch of {} records of {}, trying again until it works: {}",
                    records.count(),
                    String.join(", ", now.topics()),
                    now.reason());
            log.debug("Cannot write a batch", failure);
        }
    }

    /** A batch got through. */
    void succeeded() {
        Trouble before = troubles.remove(Thread.currentThread());
        if (before != null) {
            log.info("Writing again; it failed since {}: {}", before.since(), before.reason());
        }
    }

    /** This consumer has these partitions no more. */
    void revoked(Collection<TopicPartition> partitions) {
        troubles.computeIfPresent(
                Thread.currentThread(), (consumer, now) -> partitions.containsAll(now.partitions()) ? null : now);
    }

    /** What it takes until a batch gets through, the gravest last. */
    enum Cause {
        /** Outage, overload, locks. */
        TIME,
        /** Somebody has to repair a login, a grant or the schema. */
        OPERATOR,
        /** PostgreSQL refuses rows that nothing is wrong with. */
        BREAKER;

        static Cause of(Throwable failure) {
            Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
            if (root instanceof Breaker.DatabaseRefusesRows) {
                return BREAKER;
            }
            return root instanceof OperatorNeeded || SqlFault.of(failure) == SqlFault.OPERATOR ? OPERATOR : TIME;
        }
    }

    private record Trouble(Instant since, String reason, Cause cause, Set<TopicPartition> partitions) {

        Set<String> topics() {
            return partitions.stream().map(TopicPartition::topic).collect(toCollection(TreeSet::new));
        }

        static Trouble of(Throwable failure, Instant since, Set<TopicPartition> partitions) {
            return new Trouble(since, SqlFault.describe(failure), Cause.of(failure), partitions);
        }
    }
}
