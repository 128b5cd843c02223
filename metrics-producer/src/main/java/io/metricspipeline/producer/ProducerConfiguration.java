package io.metricspipeline.producer;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What comes from outside: the two clocks, and how Kafka's client is closed. */
@Configuration(proxyBeanMethods = false)
class ProducerConfiguration {

    /** For times that people read. It may jump. */
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** For ticks, rates and ages: nanoseconds that only go forward. */
    @Bean
    LongSupplier nanoTime() {
        return System::nanoTime;
    }

    /** SamplePublisher has waited for acknowledgements as long as a shutdown may: the client must not wait again. */
    @Bean
    DefaultKafkaProducerFactoryCustomizer closeAtOnce() {
        return factory -> factory.setPhysicalCloseTimeout(0);
    }
}
