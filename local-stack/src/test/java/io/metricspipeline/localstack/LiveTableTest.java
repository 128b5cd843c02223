package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LiveTableTest {
    @Test
    void fitsAHundredColumns() {
        assertThat(LiveTable.HEADER).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void showsBytesInUnitsOfTheirSize() {
        assertThat(LiveTable.bytes(512L)).isEqualTo("512 B");
        assertThat(LiveTable.bytes(1_990_000_000L)).isEqualTo("1.9 GiB");
        assertThat(LiveTable.bytes(1023L << 20)).isEqualTo("1.0 GiB");
        assertThat(LiveTable.bytes(null)).isEqualTo("-");
    }
}
