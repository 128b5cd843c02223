package io.metricspipeline.sink.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    private long millis;
    private int asked;
    private final Pace pace =
            new Pace(Duration.ofMillis(250), () -> Duration.ofMillis(millis).toNanos());

    @ParameterizedTest
    @CsvSource({"1, 250", "12, 252", "100, 2100"})
    void asksAgainAfterAWhileAndAfterTwentyTimesAsLongAsTheAnswerTook(long answerTakes, long again) {
        ask(answerTakes);
        assertThat(asked).isEqualTo(1);

        millis = again - 1;
        ask(1);
        assertThat(asked).isEqualTo(1);

        millis = again;
        ask(1);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void asksAgainSoonAfterAFailureHoweverLongItTook() {
        assertThatThrownBy(() -> pace.ask(() -> {
                    millis = 3_000;
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");

        millis = 3_999;
        ask(1);
        assertThat(asked).isZero();

        millis = 4_000;
        ask(1);
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void asksAtOnceWhenToldToHurry() {
        ask(100);

        pace.hurry();
        ask(1);
        assertThat(asked).isEqualTo(2);
    }

    private void ask(long answerTakes) {
        pace.ask(() -> {
            asked++;
            millis += answerTakes;
        });
    }
}
