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
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks Kafka every two seconds: prepares the topics and starts the listener as soon as a broker answers, then measures
 * the lag of the whole group, partitions of dead consumers included. Health component {@code kafka}.
 */
@Component("kafka")
class KafkaWatch implements HealthIndicator, DisposableBean {

    private final KafkaAdmin settings;
    private final Topics topics;
    private final KafkaListenerEndpointRegistry listeners;
    private final SinkMetrics metrics;
    private final String topic;
    private final LastAnswer answer = new LastAnswer("Kafka");
    private @Nullable Admin admin;
    private boolean started;

    KafkaWatch(
            KafkaAdmin settings,
            Topics topics,
            KafkaListenerEndpointRegistry listeners,
            SinkMetrics metrics,
            SinkProperties properties) {
        this.settings = settings;
        this.topics = topics;
        this.listeners = listeners;
        this.metrics = metrics;
        this.topic = properties.topic();
    }

    @Override
    public Health health() {
        return answer.health();
    }

    @Scheduled(fixedDelayString = "2s")
    void look() {
        try {
            MessageListenerContainer listener = requireNonNull(listeners.getListenerContainer(SampleListener.ID));
            if (!started) {
                topics.prepare(admin());
                start(listener);
            }
            long lag = lag(requireNonNull(listener.getGroupId()));
            metrics.lag((double) lag);
            answer.answered(Health.up()
                    .withDetail("topic", topic)
                    .withDetail("lagRecords", lag)
                    .build());
        } catch (ExecutionException | RuntimeException failure) {
            failed(NestedExceptionUtils.getMostSpecificCause(failure));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void destroy() {
        if (admin != null) {
            admin.close();
        }
    }

    private void start(MessageListenerContainer listener) {
        try {
            listener.start();
            started = true;
        } catch (RuntimeException failure) {
            listener.stop(); // it counts as running, and would not be started again
            throw failure;
        }
    }

    private void failed(Throwable reason) {
        metrics.lag(Double.NaN);
        answer.failed(reason.getClass().getSimpleName() + ": " + reason.getMessage());
    }

    private long lag(String group) throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = topics.samplePartitions(admin());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, OffsetAndMetadata> committed = admin().listConsumerGroupOffsets(group)
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

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> question =
                partitions.stream().collect(toMap(partition -> partition, partition -> which));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                admin().listOffsets(question).all().get();
        return answer.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** Made at the first look: the constructor throws while the broker's name cannot be resolved. */
    private Admin admin() {
        if (admin == null) {
            admin = Admin.create(settings.getConfigurationProperties());
        }
        return admin;
    }
}
