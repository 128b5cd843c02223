package io.metricspipeline.sink;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the dead-letter topic holds at the start, read as often as wanted and always the same: letters that arrive
 * meanwhile are not part of it. Belongs to no consumer group and commits nothing.
 */
final class DeadLetterScan implements AutoCloseable {

    private static final Duration WAIT_FOR_AN_ANSWER = Duration.ofSeconds(15);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final int MOST_EMPTY_POLLS = 30;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> starts;
    private final Map<TopicPartition, Long> ends;

    DeadLetterScan(Map<String, Object> settings, String topic) {
        consumer = new KafkaConsumer<>(settings(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = partitions(consumer, topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            consumer.close();
            throw new OperatorNeeded("There is no topic " + topic + ". A sink makes it at its start, unless"
                    + " sink.topics.create=false. Is --spring.kafka.bootstrap-servers right, and " + topic
                    + " the dead-letter topic of that sink?");
        }
        consumer.assign(partitions);
        starts = consumer.beginningOffsets(partitions);
        ends = consumer.endOffsets(partitions);
    }

    long size() {
        return sum(ends) - sum(starts);
    }

    /** Hands over each record, and reports progress after each poll. */
    void read(Consumer<ConsumerRecord<byte[], byte[]>> reader, Runnable progress) {
        starts.forEach(consumer::seek);
        int emptyPolls = 0;
        while (!atTheEnd()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(WAIT);
            emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
            if (emptyPolls > MOST_EMPTY_POLLS) {
                throw new OperatorNeeded("Kafka has sent nothing for " + MOST_EMPTY_POLLS + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    reader.accept(record);
                }
            }
            progress.run();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static List<PartitionInfo> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        try {
            return consumer.partitionsFor(topic, WAIT_FOR_AN_ANSWER);
        } catch (TimeoutException silence) {
            consumer.close();
            throw new OperatorNeeded("Kafka does not answer there: is --spring.kafka.bootstrap-servers right?");
        }
    }

    private boolean atTheEnd() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Object> settings(Map<String, Object> ofTheSink) {
        Map<String, Object> settings = new HashMap<>(ofTheSink);
        settings.remove("group.id");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        return settings;
    }
}
