package io.metricspipeline.sink.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {

    @ParameterizedTest
    @CsvSource({
        "1m, 100, 100",
        "1m, 500, 500",
        "15m, 500, 500",
        "15m, 100, 500",
        "5m, 10000, 10000",
        "1h, 500, 60000",
        "24h, 500, 60000",
        "24h, 3600000, 3600000"
    })
    void drawsSamplesAsLongAsThereAreNotMoreThanPixels(String range, int intervalMillis, long stepMillis) {
        assertThat(Range.of(range).stepMillis(intervalMillis)).isEqualTo(stepMillis);
    }

    @Test
    void knowsFiveRanges() {
        assertThatThrownBy(() -> Range.of("2y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("range must be one of 1m, 5m, 15m, 1h, 24h");
    }
}
