package io.metricspipeline.sink;

import org.jspecify.annotations.Nullable;

/**
 * What the database says of a partition.
 *
 * @param stored everything below this offset is in the database
 * @param deadLettered every reject below this offset is in the dead-letter topic
 * @param skip what is to be passed over
 */
record Watermark(long stored, long deadLettered, Skip skip) {

    /** Where to start reading a partition with these ends, of which all below {@code agreed} is done. */
    long start(long agreed, long beginning, long end) {
        if (agreed > end) {
            return beginning;
        }
        // Beyond the end the client would fall back to the beginning. Here it waits for what is still to be skipped.
        return skip.covers(agreed) ? Math.min(skip.to(), end) : agreed;
    }

    /** Up to where Kafka and the database agree that all is done. */
    long agreed(@Nullable Long committed) {
        return committed == null ? deadLettered : Math.min(committed, deadLettered);
    }

    /** Throws unless what is read from this offset on, without what was to be skipped then, continues what is stored. */
    void requireContinuedBy(int partition, long from, Skip known) {
        if (stored < from) {
            throw ReadElsewhere.databaseWentBack("partition " + partition + " from offset " + from + " to " + stored);
        }
        if (!skip.equals(known)) {
            throw ReadElsewhere.because(
                    "What an operator skips of partition " + partition + " has changed, now up to offset " + skip.to());
        }
    }
}
