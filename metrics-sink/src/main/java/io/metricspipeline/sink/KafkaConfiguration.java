package io.metricspipeline.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** How the listener's container behaves when a batch fails. Spring Kafka's defaults would lose the batch. */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);
    private static final Duration AUTH_RETRY = Duration.ofSeconds(10);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /**
     * Tries a failed batch again for ever; the consumer stays in its group, paused. The default gives up after ten
     * immediate tries, logs the batch and commits it: one second without PostgreSQL would lose data.
     */
    @Bean
    DefaultErrorHandler errorHandler(WriteHealth writeHealth) {
        ExponentialBackOff backOff = new ExponentialBackOff(FIRST_RETRY.toMillis(), 2);
        backOff.setMaxInterval(SLOWEST_RETRY.toMillis());
        DefaultErrorHandler handler = new DefaultErrorHandler(
                (record, failure) -> {
                    throw new IllegalStateException("nothing may be skipped", failure);
                },
                backOff);
        // By default six exceptions, ClassCastException among them, are given up at once: a bug would drop its batch.
        handler.setClassifications(Map.of(), true);
        handler.setRetryListeners(writeHealth);
        return handler;
    }

    @Bean
    ContainerCustomizer<byte[], byte[], ConcurrentMessageListenerContainer<byte[], byte[]>> container(
            ListenerHealth health) {
        return container -> {
            container.getContainerProperties().setConsumerRebalanceListener(health);
            // By default the container stops for good at the first refused login or ACL.
            container.getContainerProperties().setAuthExceptionRetryInterval(AUTH_RETRY);
        };
    }
}
