package io.metricspipeline.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A migrated database with the generated rollups and samples of {@code analysts.sql}, about which the truth is known. */
final class AnalystsDatabase {

    static final int HOSTS = 6;
    static final int DAYS = 8;
    static final AnalystsDatabase SMALL = new AnalystsDatabase(HOSTS, DAYS);

    final String url;
    final JdbcClient owner;
    final JdbcClient reader;

    AnalystsDatabase(int hosts, int days) {
        url = ServersWithRoles.makeDatabase("analysts_" + hosts + "_" + days);
        owner = JdbcClient.create(as("metrics_owner", "-c scale.hosts=" + hosts + " -c scale.days=" + days));
        reader = JdbcClient.create(as("bi_reader", "-c default_transaction_read_only=on"));
        Flyway.configure()
                .dataSource(url, "metrics_owner", "")
                .defaultSchema("metrics")
                .schemas("metrics")
                .load()
                .migrate();
        owner.sql(read("analysts.sql")).update();
        owner.sql("vacuum analyze").update();
    }

    DriverManagerDataSource as(String role, String options) {
        DriverManagerDataSource dataSource = new DriverManagerDataSource(url, role, "");
        Properties properties = new Properties();
        properties.setProperty("options", options);
        dataSource.setConnectionProperties(properties);
        return dataSource;
    }

    private static String read(String resource) {
        try {
            return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
