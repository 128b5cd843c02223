package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import io.metricspipeline.sink.anomaly.AnomalyMeters;
import io.metricspipeline.sink.upkeep.UpkeepMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.springframework.stereotype.Component;

/**
 * Every meter of the sink. Between batches, records received = samples stored + duplicate + expired + records rejected;
 * of each topic of events, received = stored + duplicate + rejected.
 * A batch is counted when all of it is done: the rows of an attempt that failed after its commit count as duplicates.
 */
@Component
class SinkMetrics implements UpkeepMeters, AnomalyMeters {

    // What took longer was in a spool, or came again: it tells how long an outage was, not how fast samples pass.
    private static final Duration LIVE = Duration.ofMinutes(1);
    private static final Duration[] LATENCIES = LongStream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Clock clock;
    private final Counter received;
    private final Counter stored;
    private final Counter duplicate;
    private final Counter expired;
    private final Counter unread;
    private final Counter databaseWentBack;
    private final Counter minutesRolledUp;
    private final Counter hoursRolledUp;
    private final Counter daysDropped;
    private final Counter rollupsDeleted;
    private final Counter upkeepFailures;
    private final Counter secondsJudged;
    private final Counter anomaliesBegun;
    private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
    private final Timer latency;
    private final MeterRegistry registry;
    private final Map<String, AtomicReference<Double>> eventLags = new ConcurrentHashMap<>();
    private volatile double lag = Double.NaN;
    private volatile double lastStoredSeconds = Double.NaN;
    private volatile double rollupLagSeconds = Double.NaN;
    private volatile double missing = Double.NaN;
    private volatile double retentionOverdueSeconds = Double.NaN;
    private volatile double anomalyLagSeconds = Double.NaN;
    private volatile double archivedSeconds = Double.NaN;
    private volatile double backupSeconds = Double.NaN;

    SinkMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        received = counter(registry, "sink.records.received", "Records of the topic of samples taken from Kafka");
        stored = counter(registry, "sink.samples.stored", "Samples that became a row");
        duplicate = counter(registry, "sink.samples.duplicate", "Samples whose row was there already");
        expired = counter(registry, "sink.samples.expired", "Samples that came after the retention of raw samples");
        unread = counter(
                registry, "sink.records.unread", "Records that Kafka's retention destroyed before they were read");
        databaseWentBack = counter(
                registry,
                "sink.database.went.back",
                "How often the database lacked what it had had, which was then read again");
        minutesRolledUp =
                counter(registry, "sink.rollups.minutes", "Minutes of hosts that this sink summed up, again or first");
        hoursRolledUp =
                counter(registry, "sink.rollups.hours", "Hours of hosts that this sink summed up, again or first");
        daysDropped = counter(registry, "sink.retention.days.dropped", "Days of raw samples that this sink dropped");
        rollupsDeleted =
                counter(registry, "sink.retention.rollups.deleted", "Expired minutes and hours that this sink deleted");
        upkeepFailures = counter(
                registry,
                "sink.upkeep.failures",
                "Tries to sum up, to drop what is old or to find anomalies that failed, to be tried again");
        secondsJudged = counter(
                registry, "sink.anomalies.seconds", "Seconds of hosts that this sink compared with what is normal");
        anomaliesBegun = counter(registry, "sink.anomalies.begun", "Anomalies that this sink saw begin");
        for (RejectReason reason : RejectReason.values()) {
            rejected.put(
                    reason,
                    Counter.builder("sink.records.rejected")
                            .description("Records that are no sample, now in the dead-letter topic")
                            .tag("reason", reason.code())
                            .register(registry));
        }
        latency = Timer.builder("sink.samples.latency")
                .description("From sampled to stored, measured after the commit; only samples stored within a minute,"
                        + " and batches without duplicates")
                .publishPercentileHistogram()
                .serviceLevelObjectives(LATENCIES)
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(LIVE)
                .register(registry);
        Gauge.builder("sink.lag", () -> lag)
                .description(
                        "Records in the topic of samples that this consumer group has not committed; NaN while Kafka does"
                                + " not answer")
                .baseUnit("records")
                .register(registry);
        Gauge.builder("sink.last.stored.timestamp", () -> lastStoredSeconds)
                .description("When a sample last became a row, in seconds since 1970; NaN before the first")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sink.rollups.lag", () -> rollupLagSeconds)
                .description(
                        "For how long the oldest minute or hour that is due has waited to be summed up, by any sink;"
                                + " NaN while PostgreSQL does not say")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sink.retention.overdue", () -> retentionOverdueSeconds)
                .description("For how long the oldest day of raw samples should have been dropped, by any sink; 0 when"
                        + " none should; NaN while PostgreSQL does not say")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sink.samples.missing", () -> missing)
                .description("Samples that a producer says are in Kafka and that are not stored, of all producers;"
                        + " NaN while PostgreSQL does not say")
                .register(registry);
        Gauge.builder("sink.anomalies.lag", () -> anomalyLagSeconds)
                .description(
                        "How old the oldest second was that this sink's last turn left unjudged; 0 when it left none, NaN when"
                                + " the turn failed")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sink.database.archived.timestamp", () -> archivedSeconds)
                .description(
                        "When PostgreSQL last archived a file of its log, in seconds since 1970; NaN without an archive")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sink.database.backup.timestamp", () -> backupSeconds)
                .description(
                        "When PostgreSQL's newest verified backup was complete, in seconds since 1970; 0 before the first,"
                                + " NaN where the database is told of none")
                .baseUnit("seconds")
                .register(registry);
    }

    /** To be called once. */
    void writing(WriteHealth health) {
        for (WriteHealth.Cause cause : WriteHealth.Cause.values()) {
            Gauge.builder("sink.batches.retried", () -> health.retrying(cause))
                    .description("Consumers that write their batch again until it works, by what that takes: time,"
                            + " an operator, or, where PostgreSQL refuses sound rows, its repair (breaker)")
                    .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    /** To be called once. */
    void listening(ListenerHealth health) {
        Gauge.builder("sink.listener.stopped", () -> health.isStopped() ? 1 : 0)
                .description("1 when a consumer has stopped by itself, which only a restart cures; otherwise 0")
                .register(registry);
    }

    void count(StoredBatch batch) {
        Instant now = clock.instant();
        received.increment(batch.received());
        stored.increment(batch.stored());
        duplicate.increment(batch.duplicates());
        expired.increment(batch.expired());
        batch.rejected().forEach(record -> rejectedFor(record).increment());
        Instant liveFrom = now.minus(LIVE);
        for (HostSample sample : batch.fresh()) {
            if (sample.sampledAt().isAfter(liveFrom)) {
                latency.record(Duration.between(sample.sampledAt(), now));
            }
        }
        if (batch.stored() > 0) {
            lastStoredSeconds = now.toEpochMilli() / 1_000.0;
        }
    }

    /** Of a topic of events: received = stored + duplicate + rejected. */
    void count(String topic, StoredBatch batch) {
        ofTopic(topic, "sink.events.received", "Events taken from Kafka").increment(batch.received());
        ofTopic(topic, "sink.events.stored", "Events that became a row").increment(batch.stored());
        ofTopic(topic, "sink.events.duplicate", "Events whose row was there already")
                .increment(batch.duplicates());
        for (DecodedRecord record : batch.rejected()) {
            Counter.builder("sink.events.rejected")
                    .description("Records that are no event, now in their topic's dead-letter topic")
                    .tag("topic", topic)
                    .tag("reason", requireNonNull(record.rejection()).reason().code())
                    .register(registry)
                    .increment();
        }
    }

    void eventLag(String topic, double records) {
        eventLags.computeIfAbsent(topic, this::eventLag).set(records);
    }

    private AtomicReference<Double> eventLag(String topic) {
        AtomicReference<Double> lagOfTopic = new AtomicReference<>(Double.NaN);
        Gauge.builder("sink.events.lag", lagOfTopic::get)
                .description(
                        "Events in the topic that its consumer group has not committed; NaN while Kafka does not answer")
                .baseUnit("records")
                .tag("topic", topic)
                .register(registry);
        return lagOfTopic;
    }

    private Counter ofTopic(String topic, String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("topic", topic)
                .register(registry);
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

    @Override
    public void rolledUp(int minutes, int hours, double lagSeconds) {
        minutesRolledUp.increment(minutes);
        hoursRolledUp.increment(hours);
        rollupLagSeconds = lagSeconds;
    }

    @Override
    public void droppedDay() {
        daysDropped.increment();
    }

    @Override
    public void deletedRollups(int rows) {
        rollupsDeleted.increment(rows);
    }

    @Override
    public void upkeepFailed() {
        upkeepFailures.increment();
    }

    @Override
    public void retentionOverdue(double seconds) {
        retentionOverdueSeconds = seconds;
    }

    @Override
    public void missing(double samples) {
        missing = samples;
    }

    @Override
    public void judged(int seconds, int begun, double lagSeconds) {
        secondsJudged.increment(seconds);
        anomaliesBegun.increment(begun);
        anomalyLagSeconds = lagSeconds;
    }

    void archived(double seconds) {
        archivedSeconds = seconds;
    }

    void backedUp(double seconds) {
        backupSeconds = seconds;
    }

    private Counter rejectedFor(DecodedRecord record) {
        return requireNonNull(rejected.get(requireNonNull(record.rejection()).reason()));
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
