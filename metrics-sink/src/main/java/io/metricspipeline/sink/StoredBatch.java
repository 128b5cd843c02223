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
 */
record StoredBatch(
        int received, int stored, int duplicates, int expired, List<DecodedRecord> rejected, List<HostSample> fresh) {}
