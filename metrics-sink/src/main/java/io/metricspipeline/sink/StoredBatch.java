package io.metricspipeline.sink;

import java.util.List;

/**
 * What became of a batch. Every record received is in exactly one of stored, duplicates, expired and rejected.
 *
 * @param received how many records the batch had
 * @param stored how many became a row now
 * @param duplicates how many were rows already
 * @param expired how many samples were valid in Kafka, but older than the retention by the database's clock now
 * @param rejected the records that became none, each with the reason
 * @param fresh the samples stored, where that is known one by one; empty when the batch held duplicates
 * @param forwards whether what is not rejected goes on to another topic
 */
record StoredBatch(
        int received,
        int stored,
        int duplicates,
        int expired,
        List<DecodedRecord> rejected,
        List<HostSample> fresh,
        boolean forwards) {

    /** Whether some of it is still to be sent to Kafka after it was stored. */
    boolean goesOn() {
        return forwards || !rejected.isEmpty();
    }
}
