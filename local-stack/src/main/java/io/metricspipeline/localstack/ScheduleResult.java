package io.metricspipeline.localstack;

import java.util.List;
import java.util.Map;

/**
 * What a schedule did and what the oracle said of it.
 *
 * @param schedule its number, or the name of a fixed one
 * @param kills hard kills by role
 */
record ScheduleResult(
        long seed, String schedule, List<String> faults, Map<String, Integer> kills, Verdict verdict, double seconds) {
    int killed() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }
}
