package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic into which somebody sends while it is measured. */
record LiveTopic(String bootstrapServers, String name) {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    static LiveTopic create(Laboratory laboratory, String name, int partitions) {
        String bootstrapServers = laboratory.servers().bootstrapServers();
        TopicWriter.create(bootstrapServers, name, partitions);
        return new LiveTopic(bootstrapServers, name);
    }

    /** Until its sender, whatever it does first, has sent something. */
    void awaitRecord(MeasuredProcess sender) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            long deadline = System.nanoTime() + LONGEST_START.toNanos();
            while (records(consumer) == 0) {
                sender.requireAlive();
                if (deadline - System.nanoTime() < 0) {
                    throw new IllegalStateException(
                            sender.name() + " has sent nothing in " + LONGEST_START.toSeconds() + " s");
                }
                Pause.during(BETWEEN_LOOKS);
            }
        }
    }

    long records(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer
                .endOffsets(consumer.partitionsFor(name).stream()
                        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                        .toList())
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
