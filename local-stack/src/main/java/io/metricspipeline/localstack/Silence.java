package io.metricspipeline.localstack;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Notices that samples have stopped to come: all that a table of the newest ones would show is that it stands still. */
final class Silence {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final int INTERVALS = 3;

    private final long patienceSeconds;
    private Instant newest = Instant.MIN;
    private long newestSeenAt = System.nanoTime();

    /** @param interval between two samples */
    Silence(Duration interval) {
        patienceSeconds =
                Math.max(SHORTEST.toSeconds(), interval.multipliedBy(INTERVALS).toSeconds());
    }

    void newest(Instant sampled) {
        if (sampled.isAfter(newest)) {
            newest = sampled;
            newestSeenAt = System.nanoTime();
        }
    }

    /** Nothing while samples come. */
    String text() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - newestSeenAt);
        return seconds < patienceSeconds ? "" : "No new sample for " + seconds + " s: Health and Logs, above, tell why";
    }
}
