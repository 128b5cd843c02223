package io.metricspipeline.sink;

import java.sql.SQLException;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/**
 * The same servers, with a database and topics of their own that a test may break, a login that is no superuser's, one
 * record a poll, and time-outs short enough to wait for. Each test names the topics: they are read before these settings
 * are there.
 */
@TestConfiguration(proxyBeanMethods = false)
class ServersToBreak {

    static final String TOPIC = "fragile-samples";
    static final String DEAD_LETTER_TOPIC = "fragile-samples-dlt";
    static final String JDBC_URL = makeDatabase();

    @Bean
    DynamicPropertyRegistrar settings() {
        return registry -> {
            registry.add("spring.kafka.bootstrap-servers", Servers::brokers);
            registry.add("spring.kafka.consumer.group-id", () -> "fragile-sink");
            registry.add("spring.kafka.consumer.max-poll-records", () -> 1);
            registry.add("spring.kafka.producer.properties[max.block.ms]", () -> 1_000);
            registry.add("spring.kafka.producer.properties[request.timeout.ms]", () -> 2_000);
            registry.add("spring.kafka.producer.properties[delivery.timeout.ms]", () -> 3_000);
            registry.add("spring.datasource.url", () -> JDBC_URL);
            registry.add("spring.datasource.username", () -> "fragile_sink");
            registry.add("spring.datasource.hikari.connection-timeout", () -> 1_000);
            registry.add("spring.datasource.hikari.validation-timeout", () -> 500);
            registry.add(
                    "spring.datasource.hikari.data-source-properties.options",
                    () -> "-c lock_timeout=300ms -c statement_timeout=1s");
        };
    }

    private static String makeDatabase() {
        try {
            Servers.execute("create role fragile_sink login", "create database fragile owner fragile_sink");
            return Servers.jdbcUrl("fragile");
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL makes no database", failure);
        }
    }
}
