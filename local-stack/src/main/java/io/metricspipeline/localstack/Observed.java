package io.metricspipeline.localstack;

import java.util.List;
import java.util.Set;

/**
 * What became of samples, as the outside sees it: rows; keys that the database holds as rejected or expired; ranges declared lost;
 * holes that the database itself complains of; keys among the dead letters.
 */
record Observed(
        List<StoredSamples.Row> rows,
        Set<SampleKey> rejected,
        Set<SampleKey> expired,
        List<SequenceRange> losses,
        List<String> gaps,
        Set<SampleKey> deadLettered) {

    boolean isDeclaredLost(SampleKey key) {
        return losses.stream().anyMatch(loss -> loss.contains(key));
    }
}
