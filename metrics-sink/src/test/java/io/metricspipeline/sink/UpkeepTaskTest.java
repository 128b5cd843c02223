package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.sink.upkeep.UpkeepTask;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class UpkeepTaskTest {

    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private int attempts;

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final UpkeepTask task = new UpkeepTask(
            "Steps", this::failAfterTwoSeconds, () -> {}, new SinkMetrics(new SimpleMeterRegistry(), clock), clock);

    @Test
    void waitsNineTimesAsLongAsAFailureTook() {
        attemptAfter(Duration.ZERO);
        attemptAfter(Duration.ofSeconds(17));
        assertThat(attempts).isEqualTo(1);

        attemptAfter(Duration.ofSeconds(1));
        assertThat(attempts).isEqualTo(2);
    }

    @Test
    void doesNotWaitForTheTimeToComeThatAWrongClockShowed() {
        attemptAfter(Duration.ofDays(365));
        attemptAfter(Duration.ofDays(-365));

        assertThat(attempts).isEqualTo(2);
    }

    private void attemptAfter(Duration duration) {
        now = now.plus(duration);
        task.attempt();
    }

    private void failAfterTwoSeconds() {
        attempts++;
        now = now.plusSeconds(2);
        throw new IllegalStateException("thrown by a test");
    }
}
