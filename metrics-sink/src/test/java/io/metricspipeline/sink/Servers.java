package io.metricspipeline.sink;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** A real broker and a real PostgreSQL for the tests of this module, started once, on random ports. */
@TestConfiguration(proxyBeanMethods = false)
class Servers {

    private static final EmbeddedKafkaKraftBroker KAFKA = startKafka();
    private static final EmbeddedPostgres POSTGRES = startPostgres();

    @Bean
    DynamicPropertyRegistrar addresses() {
        return registry -> {
            registry.add("spring.kafka.bootstrap-servers", Servers::brokers);
            registry.add("spring.datasource.url", () -> jdbcUrl("metrics"));
            registry.add("spring.datasource.username", () -> "postgres");
        };
    }

    static String brokers() {
        return KAFKA.getBrokersAsString();
    }

    static String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + POSTGRES.getPort() + "/" + database;
    }

    /** As PostgreSQL's superuser. */
    static void execute(String... statements) throws SQLException {
        execute(POSTGRES, statements);
    }

    private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static EmbeddedKafkaKraftBroker startKafka() {
        EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, 1);
        kafka.brokerProperty("auto.create.topics.enable", "false");
        kafka.brokerProperty("group.initial.rebalance.delay.ms", "0");
        // Forbids nothing, until a test does.
        kafka.brokerProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        kafka.brokerProperty("allow.everyone.if.no.acl.found", "true");
        kafka.afterPropertiesSet();
        return kafka;
    }

    private static EmbeddedPostgres startPostgres() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("track_commit_timestamp", "on")
                    .start();
            execute(postgres, "create database metrics");
            return postgres;
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException("PostgreSQL does not start", failure);
        }
    }
}
