package io.metricspipeline.sink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks PostgreSQL twice a minute how old its archive and its newest backup are, and tells the meters; what they say stays
 * while it does not answer. Archive: its own statistics, which any login may read. Backup: {@code backup.newest()}, which
 * the deployment's backups make (docker/backup); elsewhere there is no such function, and no such age.
 */
@Component
class BackupWatch {

    private static final Logger log = LoggerFactory.getLogger(BackupWatch.class);

    // A server that has not archived since its statistics began has been without for that long.
    private static final String ARCHIVED = """
            select case when current_setting('archive_mode') = 'off' then 'NaN'
                        else extract(epoch from coalesce(last_archived_time, stats_reset))::float8 end
            from pg_stat_archiver
            """;
    private static final String TELLS_OF_BACKUPS = "select to_regprocedure('backup.newest()') is not null";
    private static final String NEWEST_BACKUP = "select coalesce(extract(epoch from backup.newest()), 0)::float8";

    private final JdbcClient jdbc;
    private final SinkMetrics metrics;

    BackupWatch(JdbcClient jdbc, SinkMetrics metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    @Scheduled(fixedDelayString = "30s")
    void look() {
        try {
            metrics.archived(ask(ARCHIVED, Double.class));
            metrics.backedUp(ask(TELLS_OF_BACKUPS, Boolean.class) ? ask(NEWEST_BACKUP, Double.class) : Double.NaN);
        } catch (RuntimeException failure) {
            log.debug("Cannot see how old archive and backup are: {}", SqlFault.describe(failure));
        }
    }

    private <T> T ask(String question, Class<T> type) {
        return jdbc.sql(question).query(type).single();
    }
}
