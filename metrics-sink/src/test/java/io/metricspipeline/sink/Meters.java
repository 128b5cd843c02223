package io.metricspipeline.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Reads the counters whose sum must hold. */
@Component
class Meters {

    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    Reading read() {
        return new Reading(
                sum("sink.records.received"),
                sum("sink.samples.stored"),
                sum("sink.samples.duplicate"),
                sum("sink.samples.expired"),
                sum("sink.records.rejected"));
    }

    private int sum(String name) {
        return (int) registry.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    record Reading(int received, int stored, int duplicate, int expired, int rejected) {

        Reading minus(Reading earlier) {
            return new Reading(
                    received - earlier.received,
                    stored - earlier.stored,
                    duplicate - earlier.duplicate,
                    expired - earlier.expired,
                    rejected - earlier.rejected);
        }
    }
}
