package io.metricspipeline.sink;

import java.time.Instant;
import java.util.Set;

/**
 * Which dead letters to replay, and how.
 *
 * @param reasons codes; empty for every reason
 * @param from written to the dead-letter topic at this time or later
 * @param to written before this time
 * @param recordsPerSecond the fastest that samples may get extra company
 * @param dryRun whether to look only
 */
record ReplayRequest(Set<String> reasons, Instant from, Instant to, int recordsPerSecond, boolean dryRun) {

    boolean matches(DeadLetter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && !letter.writtenAt().isBefore(from)
                && letter.writtenAt().isBefore(to);
    }
}
