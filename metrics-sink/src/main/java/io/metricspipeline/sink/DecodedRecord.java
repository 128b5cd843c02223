package io.metricspipeline.sink;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka with what it means: a sample, or the reason why it is none. Who sent it, the
 * sequence and the statement are there whenever they could be read, also beside a rejection.
 */
record DecodedRecord(
        ConsumerRecord<byte[], byte[]> source,
        @Nullable Identity identity,
        @Nullable Long sequence,
        @Nullable ProducerStatement statement,
        @Nullable HostSample sample,
        @Nullable Rejection rejection) {

    DecodedRecord rejected(Rejection why) {
        return new DecodedRecord(source, identity, sequence, statement, null, why);
    }
}
