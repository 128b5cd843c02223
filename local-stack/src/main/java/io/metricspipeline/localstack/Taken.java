package io.metricspipeline.localstack;

import java.util.List;

/**
 * What one process took since the last look. The range is open when the process has ended: nothing more may come of it. A killed
 * one may have appended one sample that it could not note any more.
 */
record Taken(SequenceRange range, List<TakenSample> samples, boolean killed) {
    /** One after the last that was noted. */
    boolean mayBeUnnoted(SampleKey key) {
        long next = samples.isEmpty()
                ? range.from()
                : samples.get(samples.size() - 1).key().sequence() + 1;
        return killed && key.equals(new SampleKey(range.producerId(), next));
    }
}
