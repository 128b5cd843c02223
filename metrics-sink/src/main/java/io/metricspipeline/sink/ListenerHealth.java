package io.metricspipeline.sink;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerFailedToStartEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.stereotype.Component;

/**
 * Health component {@code listener}: UP once a consumer of the samples has joined its group, with or without partitions. Tells
 * those of which nothing is stored because an operator skips beyond their end.
 * A consumer that stopped by itself, as after an Error in the listener, makes the service not live: only a restart brings
 * it back, and Spring Boot does not notice.
 */
@Component("listener")
class ListenerHealth implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(ListenerHealth.class);

    private final ApplicationEventPublisher events;
    private final String sampleTopic;
    private volatile boolean joined;
    private volatile boolean stopped;
    private final Map<String, String> skipping = new ConcurrentSkipListMap<>();

    ListenerHealth(ApplicationEventPublisher events, SinkMetrics metrics, SinkProperties properties) {
        this.events = events;
        this.sampleTopic = properties.topic();
        metrics.listening(this);
    }

    @Override
    public Health health() {
        if (stopped) {
            return Health.down().withDetail("reason", "the consumer stopped").build();
        }
        if (!joined) {
            return Health.down()
                    .withDetail("reason", "has not joined its group yet")
                    .build();
        }
        return skipping.isEmpty()
                ? Health.up().build()
                : Health.up().withDetail("skipping", new TreeMap<>(skipping)).build();
    }

    boolean isStopped() {
        return stopped;
    }

    /** A consumer of these topics has joined its group. */
    void joined(Set<String> topics) {
        joined |= topics.contains(sampleTopic);
    }

    /** Nothing of this partition is stored before this offset, of which {@code missing} do not exist yet. */
    void skips(TopicPartition partition, long offset, long missing) {
        skipping.put(partition.toString(), "to offset " + offset + ", " + missing + " beyond its end");
    }

    void skipsNoMore(TopicPartition partition) {
        skipping.remove(partition.toString());
    }

    @EventListener
    void onStopped(ConsumerStoppedEvent event) {
        if (event.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
            broken("The consumer stopped: " + event.getReason());
        }
    }

    @EventListener(ConsumerFailedToStartEvent.class)
    void onFailedToStart() {
        broken("The consumer found no thread to start in");
    }

    // Not NonResponsiveConsumerEvent: Spring Kafka also sends it during each long retry, when PostgreSQL is away.
    private void broken(String reason) {
        stopped = true;
        log.error(reason);
        AvailabilityChangeEvent.publish(events, this, LivenessState.BROKEN);
    }
}
