package io.metricspipeline.sink.upkeep;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lets go of what is older than the settings say: raw samples by the day, all else by rows, and all in bounded steps. */
@Component
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    /** By the rule of {@code metrics.drop_expired}, which gives way to readers and waits for the rollups. */
    private static final String OVERDUE = """
            select coalesce(greatest(0, extract(epoch from now() - greatest(?::interval, interval '1 day') - interval '2 hours'
                - (min(to_date(right(c.relname, 8), 'YYYYMMDD')) + 1)::timestamp at time zone 'UTC')), 0)::float8
            from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'metrics.host_sample'::regclass
            """;

    /** As many rows of a table as one statement deletes. */
    private static final int PORTION = 1_000;

    /** Faster than a busy topic brings new ones, and ends. */
    private static final int MOST_EVENTS = 300 * PORTION;

    /** Fewer: the rollups wait for each portion. */
    private static final int MOST_REJECTS = 30 * PORTION;

    private final JdbcClient jdbc;
    private final UpkeepSettings settings;
    private final UpkeepMeters meters;

    Retention(JdbcClient jdbc, UpkeepSettings settings, UpkeepMeters meters) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.meters = meters;
    }

    void step() {
        dropOldestDay();
        meters.retentionOverdue(overdueSeconds());
        int deleted = jdbc.sql("select metrics.delete_expired(?::interval, ?::interval)")
                .param(interval(settings.minuteRetention()))
                .param(interval(settings.hourRetention()))
                .query(Integer.class)
                .single();
        meters.deletedRollups(deleted);
    }

    void deleteEvents() {
        deleteUpTo(
                MOST_EVENTS,
                () -> jdbc.sql("select metrics.delete_expired_events(?::interval, ?::interval)")
                        .param(interval(settings.eventRetention()))
                        .param(interval(settings.hourRetention()))
                        .query(Integer.class)
                        .single());
    }

    void deleteRejects() {
        deleteUpTo(
                MOST_REJECTS,
                () -> jdbc.sql("select metrics.delete_expired_rejects(?::interval)")
                        .param(interval(settings.rejectRetention()))
                        .query(Integer.class)
                        .single());
    }

    private static void deleteUpTo(int most, IntSupplier portion) {
        int deleted = PORTION;
        for (int all = 0; deleted >= PORTION && all < most; all += deleted) {
            deleted = portion.getAsInt();
        }
    }

    private double overdueSeconds() {
        return jdbc.sql(OVERDUE)
                .param(interval(settings.rawRetention()))
                .query(Double.class)
                .single();
    }

    private void dropOldestDay() {
        Optional<LocalDate> day = jdbc.sql("select metrics.drop_expired(?::interval)")
                .param(interval(settings.rawRetention()))
                .query(LocalDate.class)
                .optional();
        day.ifPresent(dropped -> {
            log.info("Dropped the raw samples of {}", dropped);
            meters.droppedDay();
        });
    }

    private static @Nullable String interval(@Nullable Duration kept) {
        return kept == null ? null : kept.toString();
    }
}
