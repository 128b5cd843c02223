package io.metricspipeline.sink.upkeep;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * When the upkeep is done: rollups are asked for every second, retention every minute. A failure of either is counted and
 * told once; the next round tries again, for ever.
 */
@Component
class Upkeep {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private final Rollups rollups;
    private final Retention retention;
    private final UpkeepMeters meters;
    private volatile boolean failing;

    Upkeep(Rollups rollups, Retention retention, UpkeepMeters meters) {
        this.rollups = rollups;
        this.retention = retention;
        this.meters = meters;
    }

    @Scheduled(fixedDelayString = "1s")
    void rollUp() {
        attempt("Rollups", rollups::step);
    }

    @Scheduled(fixedDelayString = "1m")
    void expire() {
        attempt("Retention", retention::step);
    }

    private void attempt(String what, Runnable step) {
        try {
            step.run();
            failing = false;
        } catch (RuntimeException failure) {
            meters.upkeepFailed();
            if (!failing) {
                failing = true;
                log.warn("{} wait until PostgreSQL does as asked: {}", what, reason(failure));
            }
            log.debug("{} failed", what, failure);
        }
    }

    /** Of PostgreSQL just the code: its messages may hold addresses, logins and values of rows. */
    private static String reason(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        return root instanceof SQLException sql
                ? "SQLSTATE " + sql.getSQLState()
                : root.getClass().getSimpleName();
    }
}
