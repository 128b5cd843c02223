package io.metricspipeline.localstack;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting: until a moment, or until something is so. */
final class Patience {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private Patience() {}

    /** Until this reading of {@link System#nanoTime}. */
    static void until(long nanos) {
        while (nanos - System.nanoTime() > 0) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    static void during(Duration time) {
        until(System.nanoTime() + time.toNanos());
    }

    /** False when it did not become so in this time. */
    static boolean until(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() < 0) {
                return false;
            }
            during(BETWEEN_LOOKS);
        }
        return true;
    }
}
