package io.metricspipeline.localstack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The topics of the pipeline and how far the sinks have come in them, asked of the broker past every bad network. */
final class Topics implements AutoCloseable {
    static final String SAMPLES = "host-samples";
    static final String DEAD_LETTERS = "host-samples-dlt";
    private static final String GROUP = "metrics-sink";
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(15);

    private final Admin admin;

    Topics(String bootstrapServers) {
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS));
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
        return Patience.until(() -> tryReset(to), LONGEST_LEAVE);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private boolean tryReset(OffsetSpec to) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            offsets(to).forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
            admin.alterConsumerGroupOffsets(GROUP, offsets).all().get();
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
        for (TopicDescription topic :
                admin.describeTopics(List.of(SAMPLES)).allTopicNames().get().values()) {
            topic.partitions()
                    .forEach(partition -> wanted.put(new TopicPartition(topic.name(), partition.partition()), which));
        }
        return admin.listOffsets(wanted).all().get().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
