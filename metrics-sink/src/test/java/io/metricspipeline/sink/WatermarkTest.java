package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WatermarkTest {

    private final Watermark watermark = new Watermark(100, 90, 0, 0);
    private final Watermark skipping = new Watermark(120, 120, 100, 120);

    @Test
    void startsAtTheLowerOfWhatKafkaAndTheDatabaseSay() {
        assertThat(watermark.start(80L, 200)).isEqualTo(80);
        assertThat(watermark.start(95L, 200)).isEqualTo(90);
        assertThat(watermark.start(null, 200)).isEqualTo(90);
    }

    @Test
    void startsBehindWhatAnOperatorSkipsUnlessItComesFromBelow() {
        assertThat(skipping.start(99L, 200)).isEqualTo(99);
        assertThat(skipping.start(100L, 200)).isEqualTo(120);
        assertThat(skipping.start(119L, 200)).isEqualTo(120);
        assertThat(skipping.start(130L, 200)).isEqualTo(120);
    }

    @Test
    void waitsAtTheEndWhenAnOperatorSkipsWhatIsNotThereYet() {
        assertThat(skipping.start(100L, 105)).isEqualTo(105);
        assertThat(skipping.start(100L, 100)).isEqualTo(100);
    }

    @Test
    void isContinuedByWhatItHasAndWhatComesNext() {
        watermark.requireContinuedBy(0, 0);
        watermark.requireContinuedBy(0, 100);
        skipping.requireContinuedBy(0, 99);
        skipping.requireContinuedBy(0, 120);

        assertThatThrownBy(() -> watermark.requireContinuedBy(0, 101))
                .isInstanceOfSatisfying(
                        ReadElsewhere.class,
                        why -> assertThat(why.databaseWentBack()).isTrue());
        assertThatThrownBy(() -> skipping.requireContinuedBy(0, 100))
                .isInstanceOfSatisfying(
                        ReadElsewhere.class,
                        why -> assertThat(why.databaseWentBack()).isFalse());
    }
}
