package io.metricspipeline.producer.fleet;

import io.metricspipeline.producer.HostSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The fleets that tests use. */
final class Fleets {

    static final UUID RUN = UUID.fromString("3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60");

    /** A Monday. */
    static final Instant START = Instant.parse("2026-11-16T00:00:00Z");

    private static final FleetProperties.Faults NONE =
            new FleetProperties.Faults(0, 0, 0, 0, Duration.ZERO, 0, Duration.ZERO, 0, 0, 0);

    private Fleets() {}

    static FleetProperties sound(Duration interval) {
        return with(interval, NONE);
    }

    static FleetProperties with(Duration interval, FleetProperties.Faults faults) {
        return new FleetProperties(3, interval, "host-samples", "fleet-labels", "fleet-", 7, faults);
    }

    /** Those of one host over some time. */
    static List<HostSample> samples(FleetProperties settings, Duration time, Consumer<Anomaly> begun) {
        return samples(settings, RUN, time, begun);
    }

    static List<HostSample> samples(FleetProperties settings, UUID run, Duration time, Consumer<Anomaly> begun) {
        SimulatedHost host = new SimulatedHost(settings, 0, run, START, begun);
        List<HostSample> samples = new ArrayList<>();
        for (Instant now = START; now.isBefore(START.plus(time)); now = now.plus(settings.interval())) {
            host.sample(now, 0).ifPresent(samples::add);
        }
        return samples;
    }
}
