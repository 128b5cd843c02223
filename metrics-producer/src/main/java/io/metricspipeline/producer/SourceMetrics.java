package io.metricspipeline.producer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Every meter of one source other than the host, whose meters are in {@link ProducerMetrics}; all have the tag {@code
 * source}. The sum that must hold whenever nothing is being sent or settled:
 *
 * <pre>events.made = events.acknowledged + events.refused + events.unsettled</pre>
 */
final class SourceMetrics {

    private final MeterRegistry registry;
    private final String source;
    private final Counter made;
    private final Counter acknowledged;
    private final Counter refused;
    private final Counter sendFailures;
    private final Counter runFailures;
    private final AtomicLong unsettled = new AtomicLong();

    SourceMetrics(MeterRegistry registry, SourceName source) {
        this.registry = registry;
        this.source = source.toString();
        made = counter("producer.events.made", "Events that the source made or fetched");
        acknowledged = counter("producer.events.acknowledged", "Events acknowledged by Kafka");
        refused = counter("producer.events.refused", "Events that Kafka refused for ever, as for their size");
        sendFailures = counter("producer.events.sends.failed", "Sends that failed and whose events are sent again");
        runFailures = counter("producer.source.runs.failed", "Runs of the source that failed and are tried again");
        Gauge.builder("producer.events.unsettled", unsettled::get)
                .description("Events neither acknowledged nor refused: waiting or in flight")
                .tag("source", this.source)
                .register(registry);
    }

    /** To be called once. */
    void status(SourceStatus status) {
        time("producer.source.last.run.timestamp", "When the source ran last without a failure", status::lastRun);
        time("producer.source.next.run.timestamp", "When the source is to run next", status::nextRun);
        time("producer.source.last.failure.timestamp", "When a run of the source failed last", status::lastFailure);
    }

    void made() {
        unsettled.incrementAndGet();
        made.increment();
    }

    void acknowledged() {
        unsettled.decrementAndGet();
        acknowledged.increment();
    }

    void refused() {
        unsettled.decrementAndGet();
        refused.increment();
    }

    void sendFailed() {
        sendFailures.increment();
    }

    void runFailed() {
        runFailures.increment();
    }

    long unsettled() {
        return unsettled.get();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("source", source)
                .register(registry);
    }

    private void time(String name, String description, Supplier<Optional<Instant>> time) {
        TimeGauge.builder(
                        name,
                        () -> time.get().map(when -> when.toEpochMilli() / 1e3).orElse(Double.NaN),
                        TimeUnit.SECONDS)
                .description(description + ", in seconds since 1970; NaN before the first time")
                .tag("source", source)
                .register(registry);
    }
}
