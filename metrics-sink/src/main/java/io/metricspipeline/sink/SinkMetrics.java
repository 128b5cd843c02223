package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Every meter of the sink. Between batches, records received = samples stored + duplicate + expired + records rejected.
 * A batch is counted when all of it is done: the rows of an attempt that failed after its commit count as duplicates.
 */
@Component
class SinkMetrics {

    private final Clock clock;
    private final Counter received;
    private final Counter stored;
    private final Counter duplicate;
    private final Counter expired;
    private final Counter unread;
    private final Counter databaseWentBack;
    private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
    private final Timer latency;
    private volatile double lag = Double.NaN;
    private volatile double lastStoredSeconds = Double.NaN;

    SinkMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        received = counter(registry, "sink.records.received", "Records taken from Kafka");
        stored = counter(registry, "sink.samples.stored", "Samples that became a row");
        duplicate = counter(registry, "sink.samples.duplicate", "Samples whose row was there already");
        expired = counter(registry, "sink.samples.expired", "Samples that came after the retention of raw samples");
        unread = counter(
                registry, "sink.records.unread", "Records that Kafka's retention destroyed before they were read");
        databaseWentBack = counter(
                registry,
                "sink.database.went.back",
                "How often the database lacked what it had had, which was then read again");
        for (RejectReason reason : RejectReason.values()) {
            rejected.put(
                    reason,
                    Counter.builder("sink.records.rejected")
                            .description("Records that are no sample, now in the dead-letter topic")
                            .tag("reason", reason.code())
                            .register(registry));
        }
        latency = Timer.builder("sink.samples.latency")
                .description("From sampled to stored, measured after the commit; batches without duplicates only")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
        Gauge.builder("sink.lag", () -> lag)
                .description(
                        "Records in Kafka that this consumer group has not committed; NaN while Kafka does not answer")
                .baseUnit("records")
                .register(registry);
        Gauge.builder("sink.last.stored.timestamp", () -> lastStoredSeconds)
                .description("When a sample last became a row, in seconds since 1970; NaN before the first")
                .baseUnit("seconds")
                .register(registry);
    }

    void count(StoredBatch batch) {
        Instant now = clock.instant();
        received.increment(batch.received());
        stored.increment(batch.stored());
        duplicate.increment(batch.duplicates());
        expired.increment(batch.expired());
        batch.rejected().forEach(record -> rejectedFor(record).increment());
        batch.fresh().forEach(sample -> latency.record(Duration.between(sample.sampledAt(), now)));
        if (batch.stored() > 0) {
            lastStoredSeconds = now.toEpochMilli() / 1_000.0;
        }
    }

    void unread(long records) {
        unread.increment((double) records);
    }

    void databaseWentBack() {
        databaseWentBack.increment();
    }

    void lag(double records) {
        lag = records;
    }

    private Counter rejectedFor(DecodedRecord record) {
        return requireNonNull(rejected.get(requireNonNull(record.rejection()).reason()));
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
