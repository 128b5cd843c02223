package io.metricspipeline.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** The same servers, with a database of its own whose roles are kept apart, as docker/postgres does. */
@TestConfiguration(proxyBeanMethods = false)
class ServersWithRoles {

    static final String JDBC_URL;

    static {
        execute(
                "create role metrics_owner login",
                "create role metrics_writer login",
                "create role bi_reader login",
                "create role stranger login");
        JDBC_URL = makeDatabase("with_roles");
        JdbcClient.create(new DriverManagerDataSource(JDBC_URL, "postgres", ""))
                .sql(revokeOfLargeObjects())
                .update();
    }

    @Bean
    DynamicPropertyRegistrar addresses() {
        return registry -> {
            registry.add("spring.kafka.bootstrap-servers", Servers::brokers);
            // Only the statements are of interest, and no other test's samples.
            registry.add("spring.kafka.listener.auto-startup", () -> "false");
            registry.add("spring.datasource.url", () -> JDBC_URL);
            registry.add("spring.datasource.username", () -> "metrics_writer");
            registry.add("spring.flyway.user", () -> "metrics_owner");
        };
    }

    /** An empty one that belongs to {@code metrics_owner}. */
    static String makeDatabase(String name) {
        execute("create database " + name + " owner metrics_owner", "revoke all on database " + name + " from public");
        return Servers.jdbcUrl(name);
    }

    /** The other statements of that file are about the database itself, or for psql alone. */
    private static String revokeOfLargeObjects() {
        try {
            String roles = Files.readString(Path.of("../docker/postgres/roles.sql"));
            return roles.substring(roles.indexOf("revoke execute on function lo_"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void execute(String... statements) {
        try {
            Servers.execute(statements);
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL makes no roles or database", failure);
        }
    }
}
