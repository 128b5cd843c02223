package io.metricspipeline.sink.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.sink.anomaly.Anomaly.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetectorsTest {

    private static final AnomalySettings SETTINGS = new AnomalySettings(
            true, Duration.ofSeconds(10), 4, Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));

    private final Detectors detectors = new Detectors(SETTINGS);
    private long now = 1_700_000_000;

    @Test
    void endTheAnomalyOfAMetricThatAHostHasNoMoreThoughItGoesOn() {
        run(600, () -> Map.of(Metric.CPU, 20.0 + now % 2, Metric.MEMORY, 50.0));
        run(60, () -> Map.of(Metric.CPU, 90.0 + now % 2, Metric.MEMORY, 50.0));
        run(900, () -> Map.of(Metric.MEMORY, 50.0));
        assertThat(ends()).containsOnlyNulls();

        run(1, () -> Map.of(Metric.MEMORY, 50.0));
        assertThat(ends()).containsExactly(End.NO_MORE_SAMPLES);
    }

    private void run(int seconds, Supplier<Map<Metric, Double>> values) {
        for (int i = 0; i < seconds; i++) {
            detectors.judge(new Second(1, now, now, values.get()));
            now++;
        }
    }

    private List<@Nullable End> ends() {
        List<@Nullable End> ends = new ArrayList<>();
        detectors.forEach((host, metric, detector) -> detector.verdicts().forEach(anomaly -> ends.add(anomaly.end())));
        return ends;
    }
}
