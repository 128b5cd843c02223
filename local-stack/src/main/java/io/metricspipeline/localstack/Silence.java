package io.metricspipeline.localstack;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Notices that samples no longer come: a table of the newest ones would only stand still. */
final class Silence {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final int INTERVALS = 3;

    private final long patienceSeconds;
    private Instant latest = Instant.MIN;
    private long heardAt = System.nanoTime();

    /** @param interval between two samples */
    Silence(Duration interval) {
        patienceSeconds =
                Math.max(SHORTEST.toSeconds(), interval.multipliedBy(INTERVALS).toSeconds());
    }

    /** The newest one that is there; a clock that went back is no silence. */
    void heard(Instant sampledAt) {
        if (!sampledAt.equals(latest)) {
            latest = sampledAt;
            heardAt = System.nanoTime();
        }
    }

    /** Nothing while samples come. */
    String text() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - heardAt);
        return seconds < patienceSeconds ? "" : "No new sample for " + seconds + " s: Health and Logs, above, tell why";
    }
}
