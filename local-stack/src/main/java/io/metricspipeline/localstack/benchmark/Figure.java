package io.metricspipeline.localstack.benchmark;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One figure over all rounds: the median, and between what it lay. */
record Figure(double median, double least, double most) {

    static Figure of(DoubleStream rounds) {
        double[] sorted = rounds.sorted().toArray();
        if (sorted.length == 0) {
            return new Figure(Double.NaN, Double.NaN, Double.NaN);
        }
        double median = Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
                .average()
                .orElseThrow();
        return new Figure(median, sorted[0], sorted[sorted.length - 1]);
    }

    boolean isKnown() {
        return !Double.isNaN(median);
    }

    /** As {@code 12.3 (11.9–13.0)}; of a single round, {@code 12.3}. */
    String text(int decimals) {
        String number = "%,." + decimals + "f";
        if (least == most) {
            return String.format(Locale.ROOT, number, median);
        }
        return isKnown()
                ? String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median, least, most)
                : "-";
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return isKnown()
                ? json.put("median", rounded(median))
                        .put("least", rounded(least))
                        .put("most", rounded(most))
                : json;
    }

    /** To four digits that matter. */
    static double rounded(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return 0;
        }
        return new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }
}
