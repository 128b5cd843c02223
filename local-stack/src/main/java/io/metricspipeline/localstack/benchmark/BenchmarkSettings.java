package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.CannotStart;
import java.time.Duration;
import java.util.List;

/**
 * Everything that a benchmark is made from.
 *
 * @param events in each preloaded topic
 * @param insertEvents of these for insert-per-message
 * @param rounds of every comparison
 * @param partitions of the topic
 * @param hosts that the events come from
 * @param warmUp share of each trial that is not measured
 * @param contenders to compare
 * @param scale numbers of partitions and sinks for the curve
 * @param heap of each client, as -Xmx takes it
 * @param duration of measuring each producer, each latency, and each stretch of a fleet, after a warm-up as long
 * @param simulated producers for the second latency, at 100 ms each
 * @param fleetDuration of watching a fleet, in stretches
 * @param memoryDuration of watching memory
 */
record BenchmarkSettings(
        int events,
        int insertEvents,
        int rounds,
        int partitions,
        int hosts,
        double warmUp,
        List<Contender> contenders,
        List<Integer> scale,
        String heap,
        Duration duration,
        int simulated,
        Duration fleetDuration,
        Duration memoryDuration) {

    BenchmarkSettings {
        require(events >= 1_000 && events <= 100_000_000, "--events must be 1,000 to 100,000,000.");
        require(insertEvents >= 1, "--insert-events must be 1 or more.");
        require(rounds >= 1 && rounds <= 100, "--rounds must be 1 to 100.");
        require(partitions >= 1 && partitions <= 64, "--partitions must be 1 to 64.");
        require(hosts >= partitions && hosts <= 100_000, "--hosts must be as many as --partitions, at most 100,000.");
        require(warmUp >= 0 && warmUp <= 0.9, "--warm-up must be 0 to 90 (percent).");
        require(scale.stream().allMatch(n -> n >= 1 && n <= hosts && n <= 16), "--scale takes numbers from 1 to 16.");
        require(heap.matches("[1-9][0-9]*[mg]"), "--heap must be a size like 256m or 1g.");
        require(duration.toSeconds() >= 10, "--seconds must be 10 or more.");
        require(simulated >= 1 && simulated <= 10_000, "--simulated must be 1 to 10,000.");
        require(fleetDuration.compareTo(duration) >= 0, "--fleet-seconds must be as many as --seconds.");
        require(memoryDuration.toSeconds() >= 10, "--memory-seconds must be 10 or more.");
    }

    private static void require(boolean held, String otherwise) {
        if (!held) {
            throw new CannotStart(otherwise);
        }
    }
}
