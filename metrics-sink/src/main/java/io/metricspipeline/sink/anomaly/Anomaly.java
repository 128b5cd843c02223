package io.metricspipeline.sink.anomaly;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was unusual in one metric of a host, from when until when, and whether it is over.
 *
 * @param endsAt end of its last unusual second so far
 * @param observed mean of its unusual seconds
 * @param band what was normal when it began; null for one that is stuck
 * @param end how it ended; null while it goes on
 */
record Anomaly(
        Metric metric,
        Instant startedAt,
        Instant endsAt,
        double observed,
        @Nullable Band band,
        @Nullable End end) {

    private static final int MOST_OF_A_UNIT = 90;

    /** Values from {@code expected - tolerance} to {@code expected + tolerance} are normal. */
    record Band(double expected, double tolerance) {

        boolean holds(double value) {
            return Math.abs(value - expected) <= tolerance;
        }
    }

    enum End {
        BACK_TO_NORMAL(""),
        NEW_NORMAL("; normal from now on"),
        NO_MORE_SAMPLES("; then no more samples");

        private final String words;

        End(String words) {
            this.words = words;
        }

        /** What a reason then ends with. */
        String words() {
            return words;
        }
    }

    Anomaly until(Instant later, double nowObserved) {
        return new Anomaly(metric, startedAt, later, nowObserved, band, null);
    }

    Anomaly ended(End how) {
        return new Anomaly(metric, startedAt, endsAt, observed, band, how);
    }

    String kind() {
        return band == null ? "stuck" : "outside";
    }

    Duration length() {
        return Duration.between(startedAt, endsAt);
    }

    String reason() {
        String what = band == null
                ? "%s stuck at %s for %s".formatted(metric.title(), metric.words(observed), words(length()))
                : "%s %s for %s; expected %s ± %s"
                        .formatted(
                                metric.title(),
                                metric.words(observed),
                                words(length()),
                                metric.words(band.expected()),
                                metric.words(band.tolerance()));
        return end == null ? what : what + end.words();
    }

    private static String words(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < MOST_OF_A_UNIT) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < MOST_OF_A_UNIT ? minutes + " min" : Math.round(minutes / 60.0) + " h";
    }
}
