package io.metricspipeline.sink.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnomalyWatchTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @Test
    void restsNineTimesAsLongAsATurnTookAndNoLessThanTheInterval() {
        assertThat(AnomalyWatch.restAfter(Duration.ofSeconds(2), INTERVAL)).isEqualTo(Duration.ofSeconds(18));
        assertThat(AnomalyWatch.restAfter(Duration.ofSeconds(1), INTERVAL)).isEqualTo(INTERVAL);
    }

    @Test
    void doesNotRestForLongAfterAJumpOfTheClock() {
        assertThat(AnomalyWatch.restAfter(Duration.ofDays(3), INTERVAL)).isEqualTo(Duration.ofMinutes(3));
        assertThat(AnomalyWatch.restAfter(Duration.ofDays(3), Duration.ofHours(1)))
                .isEqualTo(Duration.ofHours(1));
        assertThat(AnomalyWatch.restAfter(Duration.ofDays(-3), INTERVAL)).isEqualTo(INTERVAL);
    }
}
