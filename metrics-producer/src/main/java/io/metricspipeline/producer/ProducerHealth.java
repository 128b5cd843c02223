package io.metricspipeline.producer;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The health components of the source host; {@link Sources} has those of the others. They answer from memory, at once, also when Kafka is a black hole. Which of them decide about
 * liveness and readiness is told in application.yaml.
 */
@Configuration(proxyBeanMethods = false)
@OnSource(SourceName.HOST)
class ProducerHealth {

    private static final int NEARLY_FULL_PERCENT = 80;

    /** Down when the sampling has stood still for long, which a restart may cure. */
    @Bean
    HealthIndicator samplerHealthIndicator(SamplingLoop loop, ProducerProperties properties) {
        Duration limit = properties.interval().multipliedBy(10).plusSeconds(5);
        return () -> {
            Duration age = loop.newestSampleAge();
            return health(age.compareTo(limit) < 0)
                    .withDetail("newestSampleAge", age)
                    .withDetail("limit", limit)
                    .build();
        };
    }

    /** Down while Kafka does not acknowledge. */
    @Bean
    HealthIndicator kafkaHealthIndicator(Acknowledgements acknowledgements) {
        return () -> {
            Health.Builder health = health(acknowledgements.areComing());
            acknowledgements.newest().ifPresent(when -> health.withDetail("lastAcknowledgement", when));
            acknowledgements.failure().ifPresent(failure -> health.withDetail("failure", failure.toString()));
            return health.build();
        };
    }

    /**
     * Down when samples will soon be lost: nearly full, and Kafka does not acknowledge. A disk that cannot be written is
     * told, but as long as Kafka acknowledges it takes nothing from anybody.
     */
    @Bean
    HealthIndicator spoolHealthIndicator(Acknowledgements acknowledgements, Spool spool) {
        return () -> {
            Health.Builder health = health(acknowledgements.areComing() || spool.fillPercent() < NEARLY_FULL_PERCENT)
                    .withDetail("writable", spool.trouble().isEmpty())
                    .withDetail("samples", spool.unsettled())
                    .withDetail("samplesInMemoryAlone", spool.inMemoryAlone())
                    .withDetail("oldestAge", spool.oldestAge())
                    .withDetail("bytes", spool.bytes())
                    .withDetail("fillPercent", spool.fillPercent());
            spool.unread().ifPresent(reason -> health.withDetail("unread", reason));
            spool.trouble().ifPresent(reason -> health.withDetail("trouble", reason));
            return health.build();
        };
    }

    private static Health.Builder health(boolean up) {
        return up ? Health.up() : Health.down();
    }
}
