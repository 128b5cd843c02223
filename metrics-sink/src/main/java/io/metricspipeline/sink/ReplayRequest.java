package io.metricspipeline.sink;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Which dead letters to replay, and how.
 *
 * @param target where to
 * @param reasons codes; empty for every reason
 * @param from written to the dead-letter topic in this millisecond or later
 * @param to written before this millisecond
 * @param recordsPerSecond the fastest that the others there may get extra company
 * @param lettersAtOnce how many letters are kept in mind at once; more make it read the topic more often
 * @param dryRun whether to look only
 */
record ReplayRequest(
        ReplayTarget target,
        Set<String> reasons,
        Instant from,
        Instant to,
        int recordsPerSecond,
        int lettersAtOnce,
        boolean dryRun) {

    /** Kafka's times are whole milliseconds: a letter may be written later in the one that a finer time falls into. */
    ReplayRequest {
        from = from.truncatedTo(ChronoUnit.MILLIS);
        to = to.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Each letter belongs to one round; a round reads the topic twice. */
    long rounds(long letters) {
        return Math.max(1, (letters + lettersAtOnce - 1) / lettersAtOnce);
    }

    boolean matches(DeadLetter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && !letter.writtenAt().isBefore(from)
                && letter.writtenAt().isBefore(to);
    }
}
