package io.metricspipeline.sink;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks Kafka every two seconds about each topic of events, as {@link KafkaWatch} does about the samples'. Health component
 * {@code events}: DOWN when one of them cannot be read, with what was heard of each.
 */
@Component("events")
class EventWatch implements HealthIndicator {

    private final KafkaAdminClient admin;
    private final Map<ConsumedTopic, LastAnswer> topics = new LinkedHashMap<>();
    private final SinkMetrics metrics;

    EventWatch(KafkaAdminClient admin, EventStreams streams, EventLine line, Topics topics, SinkMetrics metrics) {
        this.admin = admin;
        this.metrics = metrics;
        streams.containers()
                .forEach((topic, listener) -> this.topics.put(
                        new ConsumedTopic(topic, line.forwardedTo(topic), listener, topics),
                        new LastAnswer("Kafka's topic " + topic)));
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        topics.forEach((topic, answer) -> {
            Health ofTopic = answer.health();
            if (!ofTopic.getStatus().equals(Status.UP)) {
                health.down();
            }
            health.withDetail(topic.topic(), ofTopic.getDetails());
        });
        return health.build();
    }

    @Scheduled(fixedDelayString = "2s")
    void look() {
        topics.forEach(this::look);
    }

    private void look(ConsumedTopic topic, LastAnswer answer) {
        try {
            long lag = topic.look(admin.get());
            metrics.eventLag(topic.topic(), (double) lag);
            answer.answered(Health.up().withDetail("lagRecords", lag).build());
        } catch (ExecutionException | RuntimeException failure) {
            Throwable reason = NestedExceptionUtils.getMostSpecificCause(failure);
            metrics.eventLag(topic.topic(), Double.NaN);
            answer.failed(reason.getClass().getSimpleName() + ": " + reason.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
