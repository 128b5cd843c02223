package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the sink says about the database as it finds it; where somebody else migrates, it may come before its schema. */
class DatabaseWatchIT {

    private static final DriverManagerDataSource DATABASE =
            new DriverManagerDataSource(Servers.jdbcUrl("versions"), "postgres", "");

    private final JdbcClient jdbc = JdbcClient.create(DATABASE);

    @BeforeAll
    static void makeDatabase() throws SQLException {
        Servers.execute("create database versions");
    }

    @Test
    void waitsForItsSchemaAndAcceptsANewerOne() throws IOException {
        DatabaseWatch watch = new DatabaseWatch(jdbc);

        assertThat(look(watch).getStatus()).isEqualTo(Status.DOWN);

        migrateTo("1");
        assertThat(look(watch).getStatus()).isEqualTo(Status.DOWN);
        assertThat(look(watch).getDetails())
                .extractingByKey("reason")
                .asString()
                .startsWith("its schema has version 1, this sink needs ");

        migrateTo("latest");
        assertThat(look(watch).getStatus()).isEqualTo(Status.UP);

        jdbc.sql("""
                        insert into metrics.flyway_schema_history
                            (installed_rank, version, description, type, script, installed_by, execution_time, success)
                        values (1000, '1000', 'of a later release', 'SQL', 'V1000__of_a_later_release.sql', 'other', 1, true)
                        """).update();
        assertThat(look(watch).getStatus()).isEqualTo(Status.UP);
        assertThat(look(watch).getDetails()).containsEntry("schemaVersion", 1000);
    }

    @Test
    void saysThatPostgresOffersNoTls() throws IOException {
        String url = Servers.jdbcUrl("versions") + "?sslmode=require";
        DatabaseWatch watch = new DatabaseWatch(JdbcClient.create(new DriverManagerDataSource(url, "postgres", "")));

        assertThat(look(watch).getDetails())
                .extractingByKey("reason")
                .asString()
                .contains("no connection to PostgreSQL: it offers no TLS");
    }

    private static void migrateTo(String version) {
        Flyway.configure()
                .dataSource(DATABASE)
                .schemas("metrics")
                .target(version)
                .load()
                .migrate();
    }

    private static Health look(DatabaseWatch watch) {
        watch.look();
        return watch.health();
    }
}
