package io.metricspipeline.sink;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka with what it means: a sample, or the reason why it is none. The statement and the sequence are
 * there whenever they could be read, also beside a rejection.
 */
record DecodedRecord(
        ConsumerRecord<byte[], byte[]> source,
        @Nullable ProducerStatement statement,
        @Nullable Long sequence,
        @Nullable HostSample sample,
        @Nullable Rejection rejection) {

    DecodedRecord rejected(Rejection why) {
        return new DecodedRecord(source, statement, sequence, null, why);
    }
}
