package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The promise of ProducerMetrics: no sample appears or vanishes uncounted. */
final class Conservation {

    private Conservation() {}

    static void assertHolds(MeterRegistry meters) {
        double lost = meters.get("producer.samples.lost").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
        double unsettled = meters.get("producer.spool.samples").gauge().value();
        assertThat(count(meters, "taken") + count(meters, "found"))
                .isEqualTo(count(meters, "acknowledged") + lost + unsettled);
    }

    private static double count(MeterRegistry meters, String what) {
        return meters.get("producer.samples." + what).counter().count();
    }
}
