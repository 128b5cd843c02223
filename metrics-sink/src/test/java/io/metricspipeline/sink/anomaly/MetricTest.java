package io.metricspipeline.sink.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {

    @ParameterizedTest
    @CsvSource({
        "CPU, 0, 0 %",
        "CPU, 97.06, 97.1 %",
        "DISK, 99.96, 100 %",
        "SENT, 0, 0 B/s",
        "SENT, 1234567, 1.2 MB/s",
        "INTERRUPTS, 12, 12/s",
        "SWITCHES, 2100, 2.1 k/s",
    })
    void saysAValueInShort(Metric metric, double value, String words) {
        assertThat(metric.words(value)).startsWith(words);
    }
}
