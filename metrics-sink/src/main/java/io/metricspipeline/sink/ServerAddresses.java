package io.metricspipeline.sink;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Checks Spring Boot's addresses of the two servers at start, where a slip would show late or as a stack trace. */
final class ServerAddresses {

    private ServerAddresses() {}

    /** The brokers. */
    @Validated
    @ConfigurationProperties("spring.kafka")
    record Kafka(
            @DefaultValue("localhost:9092") @NotEmpty(message = "must name at least one broker as host:port")
            List<@Pattern(regexp = "([\\w.-]+|\\[[0-9a-fA-F:.]+]):[1-9]\\d{0,4}", message = "must be host:port") String>
                    bootstrapServers) {}

    /** The database. */
    @Validated
    @ConfigurationProperties("spring.datasource")
    record Database(
            @DefaultValue("jdbc:postgresql://localhost:5432/metrics")
            @Pattern(
                    regexp = "jdbc:postgresql://[^/\\s]+/[^/?\\s]+(\\?\\S+)?",
                    message = "must be jdbc:postgresql://host:port/database")
            String url) {}
}
