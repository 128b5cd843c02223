package io.metricspipeline.localstack.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class FigureTest {
    @Test
    void isTheMedianWithItsSpread() {
        assertThat(Figure.of(DoubleStream.of(3, 1, 2))).isEqualTo(new Figure(2, 1, 3));
        assertThat(Figure.of(DoubleStream.of(4, 1, 2, 3))).isEqualTo(new Figure(2.5, 1, 4));
    }

    @Test
    void isWrittenWithItsSpreadWhereThereIsOne() {
        assertThat(new Figure(23_456.7, 20_000, 25_000).text(0)).isEqualTo("23,457 (20,000–25,000)");
        assertThat(Figure.of(DoubleStream.of(0.61)).text(2)).isEqualTo("0.61");
        assertThat(Figure.of(DoubleStream.empty()).text(2)).isEqualTo("-");
    }

    @Test
    void keepsFourDigitsForTheReport() {
        assertThat(Figure.rounded(23_456.7)).isEqualTo(23_460);
        assertThat(Figure.rounded(0.123456)).isEqualTo(0.1235);
    }
}
