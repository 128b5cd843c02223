package io.metricspipeline.producer.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** When something happens that happens so many times a day on average, each time independent of the others. */
final class RandomTimes {

    private static final double DAY_NANOS = Duration.ofDays(1).toNanos();

    private final double perDay;
    private final SplittableRandom random;
    private @Nullable Instant next;

    RandomTimes(double perDay, SplittableRandom random) {
        this.perDay = perDay;
        this.random = random;
    }

    /** True when it happens now. The first time that it is asked begins the waiting. */
    boolean strike(Instant now) {
        if (perDay <= 0 || (next != null && now.isBefore(next))) {
            return false;
        }
        boolean first = next == null;
        next = now.plusNanos((long) (-Math.log(1 - random.nextDouble()) / perDay * DAY_NANOS));
        return !first;
    }
}
