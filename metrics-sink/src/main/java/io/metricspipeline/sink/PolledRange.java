package io.metricspipeline.sink;

import org.apache.kafka.common.TopicPartition;

/**
 * What a poll brought of one partition.
 *
 * @param partition the partition
 * @param from where the fetch began: the offset last sought, or the end of the batch before
 * @param begin the first offset that was still there; above {@code from} when Kafka's retention was faster than the sink
 * @param end the offset after the last record
 * @param skip what is passed over of it, as far as the sink knows
 */
record PolledRange(TopicPartition partition, long from, long begin, long end, Skip skip) {

    int number() {
        return partition.partition();
    }
}
