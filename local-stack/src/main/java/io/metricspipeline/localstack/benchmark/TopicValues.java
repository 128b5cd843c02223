package io.metricspipeline.localstack.benchmark;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many events a topic holds, and how many different values each of their fields has. */
final class TopicValues {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Set<String>> values = new LinkedHashMap<>();
    private long events;

    /** Of a topic with one partition, into which nobody sends any more. */
    static TopicValues of(LiveTopic topic) {
        TopicValues values = new TopicValues();
        try (KafkaConsumer<byte[], byte[]> consumer = topic.consumer()) {
            List<TopicPartition> partition = List.of(new TopicPartition(topic.name(), 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            long left = topic.records(consumer);
            while (left > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.note(JSON.readTree(record.value()));
                    left--;
                }
            }
        }
        return values;
    }

    long events() {
        return events;
    }

    /** Different values of a field for each event: 1 where every sample is news. */
    double distinct(String field) {
        return values.getOrDefault(field, Set.of()).size() / (double) Math.max(1, events);
    }

    private void note(JsonNode event) {
        events++;
        event.properties()
                .forEach(field -> values.computeIfAbsent(field.getKey(), first -> new HashSet<>())
                        .add(field.getValue().toString()));
    }
}
