package io.metricspipeline.producer;

import java.util.function.LongSupplier;

/** So many times a second and no more; what was missed is caught up for a tenth of a second at most. */
final class Pace {

    private static final long CATCH_UP_NANOS = 100_000_000;

    private final long interval;
    private final LongSupplier nanoTime;
    private long next;

    Pace(int perSecond, LongSupplier nanoTime) {
        this.interval = 1_000_000_000L / perSecond;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    long nanosToNext() {
        return Math.max(0, next - nanoTime.getAsLong());
    }

    void pause(long nanos) {
        next = nanoTime.getAsLong() + nanos;
    }

    void step() {
        long now = nanoTime.getAsLong();
        next = (now - next > CATCH_UP_NANOS ? now - CATCH_UP_NANOS : next) + interval;
    }
}
