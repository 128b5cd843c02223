package io.metricspipeline.sink.upkeep;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * When the upkeep is done: rollups are asked for every second, retention and gaps every minute. A failure of any is counted and
 * told once, unless PostgreSQL is out of reach, which its health check tells; it is tried again for ever, after nine times
 * as long as it took to fail.
 */
@Component
class Upkeep {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    /** What PostgreSQL could not do in time may take as long again: a tenth of its time at most, as when all is well. */
    private static final int PAUSE = 9;

    private final UpkeepMeters meters;
    private final Clock clock;
    private final Task rollups;
    private final Task retention;
    private final Task gaps;

    Upkeep(Rollups rollups, Retention retention, Gaps gaps, UpkeepMeters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.rollups = new Task("Rollups", rollups::step);
        this.retention = new Task("Retention", retention::step);
        this.gaps = new Task("Gaps", gaps::step);
    }

    @Scheduled(fixedDelayString = "1s")
    void rollUp() {
        rollups.attempt();
    }

    @Scheduled(fixedDelayString = "1m")
    void expireAndLookForGaps() {
        retention.attempt();
        gaps.attempt();
    }

    /** Of PostgreSQL just the code: its messages may hold addresses, logins and values of rows. */
    private static String reason(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        return root instanceof SQLException sql
                ? "SQLSTATE " + sql.getSQLState()
                : root.getClass().getSimpleName();
    }

    private final class Task {

        private final String name;
        private final Runnable step;
        private boolean failing;
        private Instant pausedUntil = Instant.MIN;

        Task(String name, Runnable step) {
            this.name = name;
            this.step = step;
        }

        /** By one thread at a time. */
        void attempt() {
            if (clock.instant().isBefore(pausedUntil)) {
                return;
            }
            Instant began = clock.instant();
            try {
                step.run();
                failing = false;
            } catch (RuntimeException failure) {
                pausedUntil = clock.instant()
                        .plus(Duration.between(began, clock.instant()).multipliedBy(PAUSE));
                failed(failure);
            }
        }

        private void failed(RuntimeException failure) {
            meters.upkeepFailed();
            if (!failing && !(failure instanceof CannotGetJdbcConnectionException)) {
                failing = true;
                log.warn("{} wait until PostgreSQL does as asked: {}", name, reason(failure));
            }
            log.debug("{} failed", name, failure);
        }
    }
}
