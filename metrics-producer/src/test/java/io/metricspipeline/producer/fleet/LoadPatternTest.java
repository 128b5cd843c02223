package io.metricspipeline.producer.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadPatternTest {

    private final LoadPattern load = new LoadPattern(15, 0.2, 0.5);

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            Wednesday at the peak, 2026-11-18T15:00:00Z, 1
            Wednesday at night,    2026-11-18T03:00:00Z, 0.2
            Wednesday between,     2026-11-18T09:00:00Z, 0.6
            Friday at the peak,    2026-11-20T15:00:00Z, 1
            Saturday at the peak,  2026-11-21T15:00:00Z, 0.5
            Sunday at night,       2026-11-22T03:00:00Z, 0.1
            Monday at the peak,    2026-11-23T15:00:00Z, 1
            """)
    void hasADayAndAWeek(String when, Instant at, double expected) {
        assertThat(load.at(at)).as(when).isCloseTo(expected, within(1e-9));
    }
}
