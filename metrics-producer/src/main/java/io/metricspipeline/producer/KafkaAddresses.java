package io.metricspipeline.producer;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Reads Spring's own setting a second time, only to check it: Kafka would notice a malformed address at the first send,
 * long after the start.
 */
@Validated
@ConfigurationProperties("spring.kafka")
record KafkaAddresses(
        @DefaultValue("localhost:9092") @NotEmpty(message = "must name at least one broker as host:port")
        List<@Pattern(regexp = "([\\w.-]+|\\[[0-9a-fA-F:.]+]):[1-9]\\d{0,4}", message = "must be host:port") String>
                bootstrapServers) {}
