package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * For each topic of events a consumer and a group of its own, whose name is the sink's, a dot and the topic: what one topic waits
 * for holds up no other. {@link EventWatch} starts them; they end with the sink.
 */
@Component
class EventStreams implements SmartLifecycle {

    // Events are up to 64 KiB each, and a batch, which is one statement, is in memory some five times over.
    private static final String ROWS_PER_TRANSACTION = "100";

    private final Map<String, MessageListenerContainer> containers = new LinkedHashMap<>();

    EventStreams(ConcurrentKafkaListenerContainerFactory<?, ?> factory, EventLine line, SinkProperties properties) {
        Map<String, Object> settings =
                requireNonNull(factory.getConsumerFactory()).getConfigurationProperties();
        Object group = requireNonNull(settings.get(ConsumerConfig.GROUP_ID_CONFIG));
        for (String topic : properties.events().topics()) {
            containers.put(topic, container(factory, group + "." + topic, topic, line));
        }
    }

    private static MessageListenerContainer container(
            ConcurrentKafkaListenerContainerFactory<?, ?> factory, String group, String topic, EventLine line) {
        ConcurrentMessageListenerContainer<?, ?> container = factory.createContainer(topic);
        container.setBeanName(topic);
        container.setConcurrency(1);
        Properties fewerRows = new Properties();
        fewerRows.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, ROWS_PER_TRANSACTION);
        ContainerProperties how = container.getContainerProperties();
        how.setGroupId(group);
        how.setKafkaConsumerProperties(fewerRows);
        container.setupMessageListener(line);
        return container;
    }

    /** By topic, in the order of the settings. */
    Map<String, MessageListenerContainer> containers() {
        return containers;
    }

    /** Not with the sink: each as soon as its topic is there. */
    @Override
    public void start() {}

    @Override
    public void stop() {
        stop(() -> {});
    }

    /** All at a time: each may wait for a batch. */
    @Override
    public void stop(Runnable done) {
        CompletableFuture<?>[] ends = containers.values().stream()
                .map(container -> {
                    CompletableFuture<Void> end = new CompletableFuture<>();
                    container.stop(() -> end.complete(null));
                    return end;
                })
                .toArray(CompletableFuture[]::new);
        var unused = CompletableFuture.allOf(ends).thenRun(done);
    }

    @Override
    public boolean isRunning() {
        return containers.values().stream().anyMatch(MessageListenerContainer::isRunning);
    }
}
