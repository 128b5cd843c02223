package io.metricspipeline.sink;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Keeps a change of the schema from turning the stream into dead letters: when PostgreSQL refuses many records, or all
 * that were tried one by one of late, the database is wrong and not the records. Then this throws, the batch is rolled
 * back, and the listener tries again until somebody has repaired it.
 */
@Component
class Breaker {

    private static final int MOST_REFUSED = 20;
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int MOST_IN_A_ROW = 5;

    private final Clock clock;
    private final String what;
    private final Map<Object, Instant> refused = new HashMap<>();
    private int inARow;
    private String lastFailure = "";

    /** The one of samples. */
    @Autowired
    Breaker(Clock clock) {
        this(clock, "samples");
    }

    /** @param what the rows are, in the plural */
    Breaker(Clock clock, String what) {
        this.clock = clock;
        this.what = what;
    }

    /** The key of a row that PostgreSQL refused on its own; the same row refused again counts once. */
    synchronized void refused(Object row, SQLException failure) {
        Instant now = clock.instant();
        refused.values().removeIf(when -> when.isBefore(now.minus(WINDOW)));
        if (refused.putIfAbsent(row, now) == null) {
            inARow++;
        }
        lastFailure = SqlFault.describe(failure);
        if (refused.size() >= MOST_REFUSED) {
            throw new DatabaseRefusesRows(what, "too many to blame them", lastFailure);
        }
    }

    /** A batch was tried; one accepted row in it shows that the database is sound. */
    synchronized void tried(boolean accepted) {
        if (accepted) {
            inARow = 0;
        } else if (inARow >= MOST_IN_A_ROW) {
            throw new DatabaseRefusesRows(what, "too many to blame them", lastFailure);
        }
    }

    /** PostgreSQL refuses rows that nothing is wrong with: its schema is to be repaired. */
    static final class DatabaseRefusesRows extends OperatorNeeded {

        /**
         * @param what the rows are, in the plural
         * @param which of them are refused
         */
        DatabaseRefusesRows(String what, String which, String failure) {
            super("PostgreSQL refuses " + what + ", " + which + ": " + failure);
        }
    }
}
