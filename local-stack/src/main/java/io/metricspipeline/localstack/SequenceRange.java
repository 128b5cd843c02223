package io.metricspipeline.localstack;

import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Sequences of one producer, both ends included. */
record SequenceRange(UUID producerId, long from, long to) {
    static final long OPEN = Long.MAX_VALUE;

    boolean contains(SampleKey key) {
        return producerId.equals(key.producerId()) && from <= key.sequence() && key.sequence() <= to;
    }

    Stream<SampleKey> keys() {
        return LongStream.rangeClosed(from, to).mapToObj(sequence -> new SampleKey(producerId, sequence));
    }
}
