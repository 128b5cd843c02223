package io.metricspipeline.sink.page;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often a question is asked of the database: as often as it is meant to be, but so seldom that its answers take a
 * twentieth of the time at most, however dear they are. By one thread.
 */
final class Pace {

    private static final int REST = 20;
    private static final long AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);

    private final long shortest;
    private final LongSupplier nanos;
    private long next;

    /** @param shortest time between two questions */
    Pace(Duration shortest) {
        this(shortest, System::nanoTime);
    }

    Pace(Duration shortest, LongSupplier nanos) {
        this.shortest = shortest.toNanos();
        this.nanos = nanos;
        hurry();
    }

    /** It may be asked at once. */
    void hurry() {
        next = nanos.getAsLong();
    }

    /** Asks, unless it is too early. */
    void ask(Runnable question) {
        long begun = nanos.getAsLong();
        if (begun - next < 0) {
            return;
        }
        boolean answered = false;
        try {
            question.run();
            answered = true;
        } finally {
            long end = nanos.getAsLong();
            // What failed may have waited for long without having cost anything.
            next = answered ? Math.max(begun + shortest, end + REST * (end - begun)) : end + AFTER_FAILURE;
        }
    }
}
