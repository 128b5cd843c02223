package io.metricspipeline.localstack;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The keys of all samples among the dead letters, read on whenever it is asked, without a group. */
final class DeadLetterKeys implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<SampleKey> keys = new HashSet<>();

    DeadLetterKeys(String bootstrapServers) {
        this.consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    Set<SampleKey> read() {
        if (consumer.assignment().isEmpty()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100))
                    .forEach(record ->
                            keys.add(PublishedSample.parse(record.value()).key()));
        }
        return Set.copyOf(keys);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
