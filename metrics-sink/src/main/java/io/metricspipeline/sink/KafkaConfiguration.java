package io.metricspipeline.sink;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * How the listener's container behaves, where Spring Boot has no setting for it. What is not said here or in
 * application.yaml is left at Spring Kafka's default on purpose: commits wait for the broker's answer, a missing topic ends
 * nothing, and a stop waits ten seconds for the batch in hand, which otherwise comes again and changes nothing.
 */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

    private static final Duration AUTH_RETRY = Duration.ofSeconds(10);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    PatientErrorHandler errorHandler(WriteHealth writeHealth) {
        return new PatientErrorHandler(writeHealth);
    }

    @Bean
    ContainerCustomizer<byte[], byte[], ConcurrentMessageListenerContainer<byte[], byte[]>> container(
            Positions positions) {
        return container -> {
            container.getContainerProperties().setConsumerRebalanceListener(positions);
            // By default the container stops for good at the first refused login or ACL.
            container.getContainerProperties().setAuthExceptionRetryInterval(AUTH_RETRY);
        };
    }
}
