package io.metricspipeline.localstack;

import java.util.Comparator;
import java.util.UUID;

/** The identity of a sample, in the topic and in the table. */
record SampleKey(UUID producerId, long sequence) implements Comparable<SampleKey> {
    @Override
    public int compareTo(SampleKey other) {
        return Comparator.comparing(SampleKey::producerId)
                .thenComparing(SampleKey::sequence)
                .compare(this, other);
    }
}
