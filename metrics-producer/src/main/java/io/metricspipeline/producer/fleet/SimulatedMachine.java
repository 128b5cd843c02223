package io.metricspipeline.producer.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** The character of one host, which its traits decide, and what it measures at a time: pattern, noise and anomalies. */
final class SimulatedMachine {

    /** The noise of a sample is mostly that of the one before. */
    private static final double NOISE_KEPT = 0.9;

    private static final double NOISE_ADDED = 0.1;

    private static final double DISK_GROWTH_PERCENT = 25;

    private static final double CLEAN_UP_SECONDS = Duration.ofDays(7).toSeconds();

    private final LoadPattern load;
    private final Anomalies anomalies;
    private final SplittableRandom random;
    private final long memoryBytes;
    private final double quietCpu;
    private final double busyCpu;
    private final double quietMemory;
    private final double emptyDisk;
    private final double traffic;
    private double noise;

    SimulatedMachine(SplittableRandom traits, Anomalies anomalies) {
        this.load = LoadPattern.of(traits);
        this.memoryBytes = 8L << 30 << traits.nextInt(5);
        this.quietCpu = traits.nextDouble(1, 12);
        this.busyCpu = traits.nextDouble(10, 60);
        this.quietMemory = traits.nextDouble(20, 50);
        this.emptyDisk = traits.nextDouble(10, 60);
        // Bytes a second at the peak, from 8 KB to 3 MB.
        this.traffic = Math.exp(traits.nextDouble(9, 15));
        this.anomalies = anomalies;
        this.random = traits.split();
    }

    long memoryBytes() {
        return memoryBytes;
    }

    Reading read(Instant at) {
        anomalies.advance(at);
        noise = NOISE_KEPT * noise + NOISE_ADDED * random.nextGaussian();
        double busy = load.at(at);
        double cpu = percent(Anomaly.Metric.CPU, quietCpu + busyCpu * busy + 8 * noise, at);
        return new Reading(
                cpu,
                percent(Anomaly.Metric.MEMORY, quietMemory + 30 * busy + 2 * noise, at),
                percent(Anomaly.Metric.DISK, emptyDisk + DISK_GROWTH_PERCENT * sinceCleanUp(at), at),
                rates(cpu, traffic * (0.05 + busy) * Math.exp(noise), at));
    }

    private Reading.Rates rates(double cpu, double bytes, Instant at) {
        return new Reading.Rates(
                200 + 30 * cpu,
                500 + 90 * cpu,
                anomalies.apply(Anomaly.Metric.SENT, bytes / 3, 10 * traffic, at),
                anomalies.apply(Anomaly.Metric.RECEIVED, bytes, 10 * traffic, at));
    }

    private double percent(Anomaly.Metric metric, double normal, Instant at) {
        double possible = Math.min(99, Math.max(0.1, normal));
        return anomalies.apply(metric, possible, 100 - possible, at);
    }

    /** From 0 to 1. */
    private double sinceCleanUp(Instant at) {
        double weeks = at.getEpochSecond() / CLEAN_UP_SECONDS + emptyDisk;
        return weeks - Math.floor(weeks);
    }
}
