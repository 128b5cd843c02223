package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {

    private static final long SECOND = 1_000_000_000;

    private final Rate rate = new Rate();

    @Test
    void isTheGrowthPerSecondSinceThePreviousReading() {
        assertThat(rate.perSecond(1_000L, 0)).isNull();
        assertThat(rate.perSecond(1_050L, SECOND / 10)).isEqualTo(500);
        assertThat(rate.perSecond(1_050L, SECOND)).isZero();
    }

    @Test
    void isAbsentAfterTheCounterWentDownAndThenGoesOn() {
        rate.perSecond(1_000L, 0);

        assertThat(rate.perSecond(10L, SECOND)).isNull();
        assertThat(rate.perSecond(30L, 2 * SECOND)).isEqualTo(20);
    }

    @Test
    void isAbsentAfterAReadingThatIsMissingOrForgotten() {
        rate.perSecond(1_000L, 0);
        assertThat(rate.perSecond(null, SECOND)).isNull();
        assertThat(rate.perSecond(2_000L, 2 * SECOND)).isNull();

        rate.forget();
        assertThat(rate.perSecond(3_000L, 3 * SECOND)).isNull();
    }

    @Test
    void isAbsentWhenNoTimeHasPassed() {
        rate.perSecond(1_000L, SECOND);

        assertThat(rate.perSecond(2_000L, SECOND)).isNull();
    }
}
