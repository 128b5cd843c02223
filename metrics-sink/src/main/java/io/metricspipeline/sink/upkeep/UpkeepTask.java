package io.metricspipeline.sink.upkeep;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * A step that is done again and again. A failure is counted and told once, unless PostgreSQL is out of reach, which its health
 * check tells; it is tried again for ever, after nine times as long as it took to fail, but about three minutes at most.
 */
public final class UpkeepTask {

    private static final Logger log = LoggerFactory.getLogger(UpkeepTask.class);

    /** What PostgreSQL could not do in time may take as long again: a tenth of its time at most, as when all is well. */
    private static final int PAUSE = 9;

    /** Also after a suspend of the machine or a jump of its clock, which make a failure look long. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(3);

    private final String name;
    private final Runnable step;
    private final Runnable unknown;
    private final UpkeepMeters meters;
    private final Clock clock;
    private boolean failing;
    private Instant pausedUntil = Instant.MIN;

    /**
     * @param name in the plural, as a sentence begins
     * @param unknown takes back what the step told last: after a failure it may no longer be so
     */
    public UpkeepTask(String name, Runnable step, Runnable unknown, UpkeepMeters meters, Clock clock) {
        this.name = name;
        this.step = step;
        this.unknown = unknown;
        this.meters = meters;
        this.clock = clock;
    }

    /** By one thread at a time. */
    public void attempt() {
        if (isPaused(clock.instant())) {
            return;
        }
        Instant began = clock.instant();
        try {
            step.run();
            failing = false;
        } catch (RuntimeException failure) {
            pausedUntil = clock.instant().plus(pauseAfter(Duration.between(began, clock.instant())));
            failed(failure);
        }
    }

    /** What seems to pause for longer failed by a clock that has been put back since. */
    private boolean isPaused(Instant now) {
        return now.isBefore(pausedUntil) && !now.isBefore(pausedUntil.minus(LONGEST_PAUSE));
    }

    private static Duration pauseAfter(Duration failing) {
        Duration pause = failing.multipliedBy(PAUSE);
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void failed(RuntimeException failure) {
        unknown.run();
        meters.upkeepFailed();
        if (!failing && !isOutOfReach(failure)) {
            failing = true;
            log.warn("{} wait until PostgreSQL does as asked: {}", name, reason(failure));
        }
        log.debug("{} failed", name, failure);
    }

    /** Without and with a transaction. */
    private static boolean isOutOfReach(RuntimeException failure) {
        return failure instanceof CannotGetJdbcConnectionException
                || failure instanceof CannotCreateTransactionException;
    }

    /** Of PostgreSQL just the code: its messages may hold addresses, logins and values of rows. */
    private static String reason(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        return root instanceof SQLException sql
                ? "SQLSTATE " + sql.getSQLState()
                : root.getClass().getSimpleName();
    }
}
