package io.metricspipeline.sink;

import java.util.List;
import java.util.UUID;

/**
 * What an event says of its producer beside the sample: every sequence below {@code acknowledgedBelow} is in Kafka or
 * declared in {@code losses}; {@code closed} are earlier processes of the host that will send no more.
 */
record ProducerStatement(Identity identity, long acknowledgedBelow, List<Loss> losses, List<Closed> closed) {

    /** Samples, both ends included, that may be lost. */
    record Loss(UUID producerId, long fromSequence, long toSequence, String reason) {}

    /** Every sequence of this producer below {@code sequences} is in Kafka or declared lost. */
    record Closed(UUID producerId, long sequences) {}
}
