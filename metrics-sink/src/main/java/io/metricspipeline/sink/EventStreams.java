package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
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

    // Events are up to 64 KiB each, and a batch is one statement.
    private static final String ROWS_PER_TRANSACTION = "500";

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
        containers.values().forEach(MessageListenerContainer::stop);
    }

    @Override
    public boolean isRunning() {
        return containers.values().stream().anyMatch(MessageListenerContainer::isRunning);
    }
}
