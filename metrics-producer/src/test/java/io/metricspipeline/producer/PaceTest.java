package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final AtomicLong nanos = new AtomicLong(-7_777);
    private final Pace pace = new Pace(2_000, nanos::get);

    @Test
    void isKeptHoweverCoarselyItIsLookedAt() {
        assertThat(stepsWithin(Duration.ofSeconds(10), Duration.ofMillis(7))).isBetween(19_900, 20_020);
    }

    @Test
    void doesNotCatchUpAPause() {
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(stepsWithin(Duration.ofSeconds(1), Duration.ofMillis(1))).isBetween(2_000, 2_201);
    }

    @Test
    void canBeHeldUp() {
        pace.pause(Duration.ofSeconds(1).toNanos());

        assertThat(pace.nanosToNext()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    private int stepsWithin(Duration time, Duration look) {
        int steps = 0;
        for (long passed = 0; passed < time.toNanos(); passed += look.toNanos()) {
            nanos.addAndGet(look.toNanos());
            while (pace.nanosToNext() == 0) {
                pace.step();
                steps++;
            }
        }
        return steps;
    }
}
