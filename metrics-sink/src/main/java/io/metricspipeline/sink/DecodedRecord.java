package io.metricspipeline.sink;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka with what it means: a sample, or, of any topic, the reason why it is no row. Who sent a sample, its
 * sequence and the statement are there whenever they could be read, also beside a rejection.
 */
record DecodedRecord(
        ConsumerRecord<byte[], byte[]> source,
        @Nullable Identity identity,
        @Nullable Long sequence,
        @Nullable ProducerStatement statement,
        @Nullable HostSample sample,
        @Nullable Rejection rejection) {

    static DecodedRecord of(ConsumerRecord<byte[], byte[]> source) {
        return new DecodedRecord(source, null, null, null, null, null);
    }

    DecodedRecord with(Identity read) {
        return new DecodedRecord(source, read, sequence, statement, sample, rejection);
    }

    DecodedRecord with(long read) {
        return new DecodedRecord(source, identity, read, statement, sample, rejection);
    }

    DecodedRecord with(ProducerStatement read) {
        return new DecodedRecord(source, identity, sequence, read, sample, rejection);
    }

    DecodedRecord with(HostSample read) {
        return new DecodedRecord(source, identity, sequence, statement, read, rejection);
    }

    DecodedRecord rejected(Rejection why) {
        return new DecodedRecord(source, identity, sequence, statement, null, why);
    }
}
