package io.metricspipeline.sink.upkeep;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lets go of what is older than the settings say: raw samples by the day, rollups by rows, both in bounded steps. */
@Component
class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

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
        int deleted = jdbc.sql("select metrics.delete_expired(?::interval, ?::interval)")
                .param(interval(settings.minuteRetention()))
                .param(interval(settings.hourRetention()))
                .query(Integer.class)
                .single();
        meters.deletedRollups(deleted);
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
