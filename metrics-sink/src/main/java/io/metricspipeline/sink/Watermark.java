package io.metricspipeline.sink;

import org.jspecify.annotations.Nullable;

/**
 * What the database says of a partition.
 *
 * @param stored everything below this offset is in the database
 * @param deadLettered every reject below this offset is in the dead-letter topic
 * @param skipFrom where an operator makes readers go on at {@code skipTo}
 * @param skipTo behind what an operator does not want
 */
record Watermark(long stored, long deadLettered, long skipFrom, long skipTo) {

    /** Where to start reading, given what the group has committed to Kafka and where the partition ends. */
    long start(@Nullable Long committed, long end) {
        long agreed = committed == null ? deadLettered : Math.min(committed, deadLettered);
        // Beyond the end the client would fall back to the beginning. Here it waits, and is sent on as the end moves.
        return Math.max(agreed, Math.min(skip(agreed), end));
    }

    /** Throws unless what is read from this offset on continues what is stored. */
    void requireContinuedBy(int partition, long from) {
        if (stored < from) {
            throw ReadElsewhere.databaseWentBack("partition " + partition + " from offset " + from + " to " + stored);
        }
        if (skip(from) != from) {
            throw ReadElsewhere.because("An operator skips partition " + partition + " to offset " + skipTo);
        }
    }

    private long skip(long offset) {
        return skipFrom <= offset && offset < skipTo ? skipTo : offset;
    }
}
