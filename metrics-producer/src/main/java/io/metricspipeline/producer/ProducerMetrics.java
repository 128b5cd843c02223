package io.metricspipeline.producer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Every meter of the source host; {@link SourceMetrics} has those of the others. The sum that must hold, at any moment between two changes of the spool, in which every
 * sample counts as unsettled until Kafka has acknowledged it or it is declared as lost:
 *
 * <pre>samples.taken + samples.found = samples.acknowledged + samples.lost (all reasons) + spool.samples</pre>
 */
@Component
@OnSource(SourceName.HOST)
final class ProducerMetrics {

    private final MeterRegistry registry;
    private final Counter taken;
    private final Counter found;
    private final Counter acknowledged;
    private final Map<Loss.Reason, Counter> lost = new EnumMap<>(Loss.Reason.class);
    private final Counter samplingFailures;
    private final Counter sendFailures;
    private volatile @Nullable Instant lastAcknowledgement;

    ProducerMetrics(MeterRegistry registry, Metronome metronome) {
        this.registry = registry;
        taken = counter("producer.samples.taken", "Samples taken since the process start");
        found = counter("producer.samples.found", "Samples that earlier processes left in the spool");
        acknowledged = counter("producer.samples.acknowledged", "Samples acknowledged by Kafka");
        for (Loss.Reason reason : Loss.Reason.values()) {
            lost.put(reason, lostCounter(reason));
        }
        samplingFailures = counter("producer.samplings.failed", "Ticks missed because the host could not be read");
        sendFailures = counter("producer.sends.failed", "Sends that failed and whose samples are sent again");
        FunctionCounter.builder("producer.ticks.missed", metronome, Metronome::missedTicks)
                .description("Ticks without a sample: over before they could be sampled, or the host could not be read")
                .register(registry);
        TimeGauge.builder("producer.interval", metronome::intervalNanos, TimeUnit.NANOSECONDS)
                .description("Time between two samples, as it is set")
                .register(registry);
        TimeGauge.builder("producer.last.acknowledgement.timestamp", this::lastAcknowledgementSeconds, TimeUnit.SECONDS)
                .description("When Kafka acknowledged the newest sample, in seconds since 1970; NaN before the first")
                .register(registry);
    }

    /** To be called once. */
    void spool(Spool spool) {
        Gauge.builder("producer.spool.samples", spool::unsettled)
                .description("Samples neither acknowledged nor lost: on disk, in memory or in flight")
                .register(registry);
        Gauge.builder("producer.spool.memory.samples", spool::inMemoryAlone)
                .description("Those of them that are in memory alone, since the spool cannot be written")
                .register(registry);
        Gauge.builder("producer.spool.writable", () -> spool.trouble().isEmpty() ? 1 : 0)
                .description("1 while the spool can be written, 0 while samples wait in memory")
                .register(registry);
        Gauge.builder("producer.spool.size", spool::bytes)
                .description("Size of the spool's segments")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("producer.spool.limit", spool::limit)
                .description("Size beyond which the spool gives up its oldest samples")
                .baseUnit("bytes")
                .register(registry);
        TimeGauge.builder("producer.spool.oldest.age", () -> spool.oldestAge().toMillis(), TimeUnit.MILLISECONDS)
                .description("Age of the oldest sample in the spool; 0 when there is none")
                .register(registry);
    }

    void taken() {
        taken.increment();
    }

    void acknowledged() {
        acknowledged.increment();
    }

    void acknowledgedAt(Instant when) {
        lastAcknowledgement = when;
    }

    void found(long samples) {
        found.increment((double) samples);
    }

    void lost(Loss.Reason reason, long samples) {
        lost.computeIfAbsent(reason, this::lostCounter).increment((double) samples);
    }

    void samplingFailed() {
        samplingFailures.increment();
    }

    void sendFailed() {
        sendFailures.increment();
    }

    private Number lastAcknowledgementSeconds() {
        Instant when = lastAcknowledgement;
        return when == null ? Double.NaN : when.toEpochMilli() / 1000.0;
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Counter lostCounter(Loss.Reason reason) {
        return Counter.builder("producer.samples.lost")
                .description("Samples declared as lost, by reason")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
