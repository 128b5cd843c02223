package io.metricspipeline.localstack.benchmark;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group has come in a topic, as it has told Kafka. */
final class CommittedOffsets implements AutoCloseable {
    private static final int TRIES = 100;

    private final Admin admin;
    private final String topic;
    private final int partitions;
    private final String group;

    CommittedOffsets(String bootstrapServers, String topic, int partitions, String group) {
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.topic = topic;
        this.partitions = partitions;
        this.group = group;
    }

    /** Over all partitions; 0 before the group's first commit. */
    long sum() {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        } catch (ExecutionException noSuchGroupYet) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Back to the beginning; Kafka allows it when the last member has left. */
    void reset() {
        Map<TopicPartition, OffsetAndMetadata> beginning = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition), partition -> new OffsetAndMetadata(0)));
        for (int tried = 0; tried < TRIES; tried++) {
            try {
                admin.alterConsumerGroupOffsets(group, beginning).all().get();
                return;
            } catch (ExecutionException stillMembers) {
                Pause.during(Duration.ofMillis(200));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        throw new IllegalStateException("The offsets of group " + group + " could not be reset");
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
