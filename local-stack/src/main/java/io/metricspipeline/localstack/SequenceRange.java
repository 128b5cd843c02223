package io.metricspipeline.localstack;

import java.util.UUID;

/** Sequences of one producer, both ends included. */
record SequenceRange(UUID producerId, long from, long to) {
    static final long OPEN = Long.MAX_VALUE;

    boolean contains(SampleKey key) {
        return producerId.equals(key.producerId()) && from <= key.sequence() && key.sequence() <= to;
    }
}
