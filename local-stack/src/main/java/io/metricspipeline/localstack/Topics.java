package io.metricspipeline.localstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topics of the pipeline and how far the sinks have come in them, asked of the broker past every bad network. */
final class Topics implements AutoCloseable {
    static final String SAMPLES = "host-samples";
    static final String DEAD_LETTERS = "host-samples-dlt";
    private static final String GROUP = "metrics-sink";
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(15);

    private final String bootstrapServers;
    private final Admin admin;

    Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS));
    }

    /** Tells the topic from another one of the same name. */
    UUID id() throws InterruptedException, ExecutionException {
        Uuid id = samples().topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** The samples of all records between these offsets. */
    List<TopicRecord> read(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        List<TopicRecord> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            begins.forEach(consumer::seek);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(TopicRecord.of(record)));
            }
        }
        return records.stream()
                .filter(record -> record.offset() < ends.getOrDefault(record.where(), 0L))
                .toList();
    }

    void deleteBefore(Map<TopicPartition, Long> offsets) throws InterruptedException, ExecutionException {
        Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
        offsets.forEach((partition, offset) -> deletions.put(partition, RecordsToDelete.beforeOffset(offset)));
        admin.deleteRecords(deletions).all().get();
    }

    /** Deletes the topic, and makes it anew as it was. */
    void replace() throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, SAMPLES);
        Map<String, String> settings = admin.describeConfigs(List.of(resource)).all().get().values().stream()
                .flatMap(config -> config.entries().stream())
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        NewTopic topic = new NewTopic(SAMPLES, samples().partitions().size(), (short) 1).configs(settings);
        admin.deleteTopics(List.of(SAMPLES)).all().get();
        // Kafka deletes a topic some time after it said so.
        if (!Patience.until(
                () -> succeeds(() -> admin.createTopics(List.of(topic)).all().get()), LONGEST_LEAVE)) {
            throw new IllegalStateException("The topic cannot be made anew");
        }
    }

    /** Once nothing is written any more. */
    Map<TopicPartition, Long> settledEnds() throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> ends = ends();
        Map<TopicPartition, Long> before = Map.of();
        while (!ends.equals(before)) {
            Patience.during(QUIET);
            before = ends;
            ends = ends();
        }
        return ends;
    }

    Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException {
        return offsets(OffsetSpec.latest());
    }

    /** Whether every record before these ends is dealt with. */
    boolean isCommitted(Map<TopicPartition, Long> ends) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends.entrySet().stream().allMatch(end -> {
                OffsetAndMetadata offset = committed.get(end.getKey());
                return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
            });
        } catch (ExecutionException notNow) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Kafka allows it when the last member of the group is gone. False when that took too long. */
    boolean resetCommitted(OffsetSpec to) {
        return Patience.until(() -> succeeds(() -> reset(to)), LONGEST_LEAVE);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private TopicDescription samples() throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(SAMPLES))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next();
    }

    private void reset(OffsetSpec to) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        offsets(to).forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        admin.alterConsumerGroupOffsets(GROUP, offsets).all().get();
    }

    private static boolean succeeds(Attempt attempt) {
        try {
            attempt.make();
            return true;
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec which) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        samples()
                .partitions()
                .forEach(partition -> wanted.put(new TopicPartition(SAMPLES, partition.partition()), which));
        return admin.listOffsets(wanted).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private interface Attempt {
        void make() throws InterruptedException, ExecutionException;
    }
}
