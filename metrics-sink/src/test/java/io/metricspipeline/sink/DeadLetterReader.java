package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What comes into the dead-letter topic from now on. */
final class DeadLetterReader implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", Servers.brokers()), new ByteArrayDeserializer(), new ByteArrayDeserializer());

    private final long start;

    DeadLetterReader() {
        this("host-samples-dlt");
    }

    DeadLetterReader(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        start = partitions.stream().mapToLong(consumer::position).sum();
    }

    /** How many came before. */
    long before() {
        return start;
    }

    /** How many came since, read or not. */
    long arrived() {
        return consumer.endOffsets(consumer.assignment()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                - start;
    }

    List<ConsumerRecord<byte[], byte[]>> readFromTheStart(int count) {
        consumer.seekToBeginning(consumer.assignment());
        return read(count);
    }

    List<ConsumerRecord<byte[], byte[]>> read(int count) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        await().atMost(Duration.ofMinutes(5)).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            return letters.size() >= count;
        });
        return letters;
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(requireNonNull(record.headers().lastHeader(name)).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
