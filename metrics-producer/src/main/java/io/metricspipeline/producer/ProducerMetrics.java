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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Every meter of this service. The sum that must hold, at any moment between two changes of the queue:
 *
 * <pre>samples.taken = samples.acknowledged + samples.lost (all reasons) + queue.samples</pre>
 */
@Component
final class ProducerMetrics {

    private final MeterRegistry registry;
    private final Counter taken;
    private final Counter acknowledged;
    private final Map<Loss.Reason, Counter> lost = new EnumMap<>(Loss.Reason.class);
    private final Counter samplingFailures;
    private final Counter sendFailures;
    private volatile @Nullable Instant lastAcknowledgement;

    ProducerMetrics(MeterRegistry registry, Metronome metronome) {
        this.registry = registry;
        taken = counter("producer.samples.taken", "Samples taken since the process start");
        acknowledged = counter("producer.samples.acknowledged", "Samples acknowledged by Kafka");
        for (Loss.Reason reason : Loss.Reason.values()) {
            lost.put(reason, lostCounter(reason));
        }
        samplingFailures = counter("producer.samplings.failed", "Ticks missed because the host could not be read");
        sendFailures = counter("producer.sends.failed", "Sends that failed and whose samples are sent again");
        FunctionCounter.builder("producer.ticks.missed", metronome, Metronome::missedTicks)
                .description("Ticks without a sample: over before they could be sampled, or the host could not be read")
                .register(registry);
        TimeGauge.builder("producer.last.acknowledgement.timestamp", this::lastAcknowledgementSeconds, TimeUnit.SECONDS)
                .description("When Kafka acknowledged the newest sample, in seconds since 1970; NaN before the first")
                .register(registry);
    }

    /** To be called once, by the queue. */
    void queue(int capacity, Supplier<Number> size) {
        Gauge.builder("producer.queue.samples", size)
                .description("Samples taken, neither acknowledged nor lost: waiting or in flight")
                .register(registry);
        Gauge.builder("producer.queue.capacity", () -> capacity)
                .description("Samples that the queue can hold")
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

    void lost(Loss.Reason reason) {
        lost.computeIfAbsent(reason, this::lostCounter).increment();
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
