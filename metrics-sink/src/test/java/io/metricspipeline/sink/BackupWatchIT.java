package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the sink tells of archive and backups, on servers with and without them. */
class BackupWatchIT {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SinkMetrics metrics = new SinkMetrics(registry, Clock.systemUTC());

    @Test
    void saysNothingOfADatabaseWithoutArchiveAndBackups() {
        look(new DriverManagerDataSource(Servers.jdbcUrl("metrics"), "postgres", ""));

        assertThat(seconds("archived")).isNaN();
        assertThat(seconds("backup")).isNaN();
    }

    @Test
    void tellsHowOldTheyAreAndKeepsThatWhileTheServerIsAway() throws IOException {
        Instant start = Instant.now().minusSeconds(1);
        DataSource away;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("archive_mode", "on")
                .setServerConfig("archive_command", "true")
                .start()) {
            away = postgres.getPostgresDatabase();
            JdbcClient jdbc = JdbcClient.create(away);
            jdbc.sql("create role metrics_writer login").update();
            makeNewestBackup(jdbc, "null::timestamptz");
            DataSource writer = postgres.getDatabase("metrics_writer", "postgres");

            look(writer);
            assertThat(seconds("archived")).isBetween(seconds(start), seconds(Instant.now()));
            assertThat(seconds("backup")).isZero();

            double earlier = seconds("archived");
            jdbc.sql("select pg_switch_wal()").query(String.class).single();
            makeNewestBackup(jdbc, "timestamptz '2026-11-21T08:16:11Z'");
            await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
                look(writer);
                assertThat(seconds("archived")).isGreaterThan(earlier);
            });
            assertThat(seconds("backup")).isEqualTo(seconds(Instant.parse("2026-11-21T08:16:11Z")));
        }
        look(away);
        assertThat(seconds("backup")).isEqualTo(seconds(Instant.parse("2026-11-21T08:16:11Z")));
    }

    /** As docker/backup/newest.sql does, with a constant in the place of the directory. */
    private static void makeNewestBackup(JdbcClient jdbc, String value) {
        jdbc.sql("create schema if not exists backup").update();
        jdbc.sql("grant usage on schema backup to public").update();
        jdbc.sql("create or replace function backup.newest() returns timestamptz language sql return " + value)
                .update();
    }

    private void look(DataSource dataSource) {
        new BackupWatch(JdbcClient.create(dataSource), metrics).look();
    }

    private double seconds(String what) {
        return registry.get("sink.database." + what + ".timestamp").gauge().value();
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1_000.0;
    }
}
