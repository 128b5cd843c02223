package io.metricspipeline.localstack;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of samples, as the outside sees it: rows; keys that the database holds as rejected, with the reasons, or as expired;
 * ranges declared lost; holes that the database itself complains of; offsets that it knows were destroyed; keys among the dead
 * letters.
 */
record Observed(
        List<StoredSamples.Row> rows,
        Map<SampleKey, Set<String>> rejected,
        Set<SampleKey> expired,
        List<SequenceRange> losses,
        List<SequenceRange> gaps,
        Set<UnreadOffsets> unread,
        Set<SampleKey> deadLettered) {

    boolean isDeclaredLost(SampleKey key) {
        return losses.stream().anyMatch(loss -> loss.contains(key));
    }
}
