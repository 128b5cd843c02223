package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks Kafka every two seconds: prepares the topics and starts the listener as soon as a broker answers, then measures
 * the lag of the whole group. Health component {@code kafka}.
 */
@Component("kafka")
class KafkaWatch implements HealthIndicator {

    private final KafkaAdminClient admin;
    private final Topics topics;
    private final KafkaListenerEndpointRegistry listeners;
    private final SinkMetrics metrics;
    private final String topic;
    private final LastAnswer answer = new LastAnswer("Kafka");
    private @Nullable ConsumedTopic samples;

    KafkaWatch(
            KafkaAdminClient admin,
            Topics topics,
            KafkaListenerEndpointRegistry listeners,
            SinkMetrics metrics,
            SinkProperties properties) {
        this.admin = admin;
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
            long lag = samples().look(admin.get());
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

    private void failed(Throwable reason) {
        metrics.lag(Double.NaN);
        answer.failed(reason.getClass().getSimpleName() + ": " + reason.getMessage());
    }

    /** The registry knows the listener only after every bean was made. */
    private ConsumedTopic samples() {
        if (samples == null) {
            samples = new ConsumedTopic(
                    topic, null, requireNonNull(listeners.getListenerContainer(SampleListener.ID)), topics);
        }
        return samples;
    }
}
