package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A topic and who reads it. Each look prepares the topic and starts its listener, unless an earlier one did, and tells the lag
 * of the whole group, partitions of dead consumers included. For one thread.
 */
final class ConsumedTopic {

    private final String topic;
    private final @Nullable String forwardedTo;
    private final MessageListenerContainer listener;
    private final Topics topics;
    private boolean started;

    ConsumedTopic(String topic, @Nullable String forwardedTo, MessageListenerContainer listener, Topics topics) {
        this.topic = topic;
        this.forwardedTo = forwardedTo;
        this.listener = listener;
        this.topics = topics;
    }

    String topic() {
        return topic;
    }

    /** The records that the group has not committed. Throws while the broker is away. */
    long look(Admin admin) throws ExecutionException, InterruptedException {
        if (!started) {
            topics.prepare(admin, topic);
            if (forwardedTo != null) {
                topics.prepareForwarded(admin, forwardedTo);
            }
            start();
        }
        return lag(admin);
    }

    private void start() {
        try {
            listener.start();
            started = true;
        } catch (RuntimeException failure) {
            listener.stop(); // it counts as running, and would not be started again
            throw failure;
        }
    }

    private long lag(Admin admin) throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = topics.partitions(admin, topic);
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> starts = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        requireNonNull(listener.getGroupId()))
                .partitionsToOffsetAndMetadata()
                .get();
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata position = committed.get(end.getKey());
            long start = starts.getOrDefault(end.getKey(), 0L);
            long next = position == null ? start : Math.max(start, position.offset());
            lag += Math.max(0, end.getValue() - next);
        }
        return lag;
    }

    private Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> question =
                partitions.stream().collect(toMap(partition -> partition, partition -> which));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                admin.listOffsets(question).all().get();
        return answer.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
