package io.metricspipeline.localstack;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Where in the topic a sample is. */
record TopicRecord(TopicPartition where, long offset, SampleKey sample) {
    static TopicRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new TopicRecord(
                new TopicPartition(record.topic(), record.partition()),
                record.offset(),
                PublishedSample.parse(record.value()).key());
    }
}
