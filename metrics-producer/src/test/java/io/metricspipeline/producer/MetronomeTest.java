package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.SimpleTriggerContext;

class MetronomeTest {

    private final AtomicLong nanos = new AtomicLong(-7_777);
    private final Metronome metronome = new Metronome(Samples.settings(Duration.ofMillis(100), 10), nanos::get);
    private Instant wallClock = Instant.parse("2026-11-21T09:30:00Z");

    @Test
    void beatsAtOnceAndThenAtEveryIntervalHoweverLongTheSamplingTakes() {
        assertThat(millisToNextTick()).isZero();

        for (int tick = 0; tick < 1_000; tick++) {
            metronome.strike();
            pass(tick % 90);
            assertThat(millisToNextTick()).isEqualTo(100 - tick % 90);
            pass(100 - tick % 90);
        }

        assertThat(metronome.missedTicks()).isZero();
    }

    @Test
    void doesNotDriftWhenEveryTickSoundsLate() {
        millisToNextTick();

        for (int tick = 0; tick < 1_000; tick++) {
            pass(3);
            metronome.strike();
            assertThat(millisToNextTick()).isEqualTo(97);
            pass(97);
        }
    }

    @Test
    void skipsTheTicksThatTheSamplingItselfOutlasts() {
        millisToNextTick();
        metronome.strike();
        pass(250);

        assertThat(millisToNextTick()).isEqualTo(50);
        assertThat(metronome.missedTicks()).isEqualTo(2);
    }

    @Test
    void runsOnceAfterAStallAndTellsTheMissedTicksAtOnce() {
        millisToNextTick();
        metronome.strike();
        millisToNextTick();

        pass(60_050);

        assertThat(metronome.strike()).isEqualTo(599);
        assertThat(millisToNextTick()).isEqualTo(50);
        pass(50);
        assertThat(metronome.strike()).isEqualTo(599);
    }

    @Test
    void keepsItsBeatWhenTheWallClockJumps() {
        millisToNextTick();
        metronome.strike();
        wallClock = wallClock.plus(Duration.ofHours(2));

        assertThat(millisToNextTick()).isEqualTo(100);

        pass(100);
        metronome.strike();
        wallClock = wallClock.minus(Duration.ofDays(1));
        assertThat(millisToNextTick()).isEqualTo(100);
        assertThat(metronome.missedTicks()).isZero();
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private long millisToNextTick() {
        Clock clock = Clock.fixed(wallClock, ZoneOffset.UTC);
        return Duration.between(wallClock, metronome.nextExecution(new SimpleTriggerContext(clock)))
                .toMillis();
    }
}
