package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WatermarkTest {

    private static final Skip TWENTY = new Skip(100, 120);

    private final Watermark watermark = new Watermark(100, 90, Skip.NOTHING);
    private final Watermark skipping = new Watermark(120, 120, TWENTY);

    @Test
    void agreesOnTheLowerOfWhatKafkaAndTheDatabaseSay() {
        assertThat(watermark.agreed(80L)).isEqualTo(80);
        assertThat(watermark.agreed(95L)).isEqualTo(90);
        assertThat(watermark.agreed(null)).isEqualTo(90);
    }

    @Test
    void startsBehindWhatAnOperatorSkipsUnlessItComesFromBelow() {
        assertThat(skipping.start(99, 0, 200)).isEqualTo(99);
        assertThat(skipping.start(100, 0, 200)).isEqualTo(120);
        assertThat(skipping.start(119, 0, 200)).isEqualTo(120);
        assertThat(skipping.start(130, 0, 200)).isEqualTo(130);
    }

    @Test
    void waitsAtTheEndWhenAnOperatorSkipsWhatIsNotThereYet() {
        assertThat(skipping.start(100, 0, 105)).isEqualTo(105);
        assertThat(skipping.start(100, 0, 100)).isEqualTo(100);
    }

    @Test
    void startsAtTheBeginningOfAPartitionThatEndsBeforeWhatWasRead() {
        assertThat(watermark.start(90, 7, 89)).isEqualTo(7);
        assertThat(watermark.start(90, 7, 90)).isEqualTo(90);
    }

    @Test
    void isContinuedByWhatItHasAndWhatComesNext() {
        watermark.requireContinuedBy(0, 0, Skip.NOTHING);
        watermark.requireContinuedBy(0, 100, Skip.NOTHING);
        skipping.requireContinuedBy(0, 99, TWENTY);

        assertThatThrownBy(() -> watermark.requireContinuedBy(0, 101, Skip.NOTHING))
                .isInstanceOfSatisfying(
                        ReadElsewhere.class,
                        why -> assertThat(why.databaseWentBack()).isTrue());
    }

    @Test
    void isNotContinuedByAReaderThatDoesNotKnowWhatToPassOver() {
        assertThatThrownBy(() -> skipping.requireContinuedBy(0, 99, Skip.NOTHING))
                .isInstanceOfSatisfying(
                        ReadElsewhere.class,
                        why -> assertThat(why.databaseWentBack()).isFalse());
    }
}
