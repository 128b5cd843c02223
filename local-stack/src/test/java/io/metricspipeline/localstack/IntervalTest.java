package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class IntervalTest {
    private final Interval interval = new Interval();

    @Test
    void readsWhatPeopleWrite() {
        assertThat(interval.convert("100ms")).isEqualTo(Duration.ofMillis(100));
        assertThat(interval.convert("2s")).isEqualTo(Duration.ofSeconds(2));
        assertThat(interval.convert("60m")).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "0s", "61m", "2", "-1s", "soon", ""})
    void refusesTheRestAndNamesTheRule(String text) {
        assertThatThrownBy(() -> interval.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("must be 100ms to 1h");
    }
}
