package io.metricspipeline.sink;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** How the listener's container behaves, where Spring Boot has no setting for it. */
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
