package io.metricspipeline.localstack.benchmark;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting without an exception to declare. */
final class Pause {
    private Pause() {}

    static void during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
