package io.metricspipeline.sink.anomaly;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is judged: its column of {@code bi.sample}, its name and unit for people, and how far it may always stray. */
enum Metric {
    CPU("cpu_percent", "CPU", Unit.PERCENT, 5),
    MEMORY("memory_percent", "Memory", Unit.PERCENT, 5),
    DISK("disk_percent", "Disk", Unit.PERCENT, 2),
    RECEIVED("net_received_bytes_per_second", "Network in", Unit.BYTES_PER_SECOND, 100_000),
    SENT("net_sent_bytes_per_second", "Network out", Unit.BYTES_PER_SECOND, 100_000),
    INTERRUPTS("interrupts_per_second", "Interrupts", Unit.PER_SECOND, 1_000),
    SWITCHES("context_switches_per_second", "Context switches", Unit.PER_SECOND, 1_000);

    private final String column;
    private final String title;
    private final Unit unit;
    private final double leastTolerance;

    Metric(String column, String title, Unit unit, double leastTolerance) {
        this.column = column;
        this.title = title;
        this.unit = unit;
        this.leastTolerance = leastTolerance;
    }

    String column() {
        return column;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit.text;
    }

    /** Of what hardly ever moves, any move is many deviations; and traffic comes and goes in leaps. */
    double leastTolerance(double mean) {
        return unit == Unit.PERCENT ? leastTolerance : Math.max(leastTolerance, mean / 2);
    }

    /** An idle CPU may well have the same value for long: 0. */
    boolean canBeStuckAt(double value) {
        return this == CPU && value > 0;
    }

    String words(double value) {
        return unit.words(value);
    }

    /** Null for one that only a newer sink knows. */
    static @Nullable Metric of(String column) {
        for (Metric metric : values()) {
            if (metric.column.equals(column)) {
                return metric;
            }
        }
        return null;
    }

    private enum Unit {
        PERCENT("percent", " %"),
        BYTES_PER_SECOND("bytes per second", "B/s"),
        PER_SECOND("per second", "/s");

        private static final String[] THOUSANDS = {"", "k", "M", "G", "T"};

        private final String text;
        private final String suffix;

        Unit(String text, String suffix) {
            this.text = text;
            this.suffix = suffix;
        }

        String words(double value) {
            int steps = 0;
            double scaled = value;
            while (this != PERCENT && Math.abs(scaled) >= 999.5 && steps < THOUSANDS.length - 1) {
                scaled /= 1_000;
                steps++;
            }
            String number = String.format(Locale.ROOT, Math.abs(scaled) < 99.95 ? "%.1f" : "%.0f", scaled)
                    .replaceFirst("\\.0$", "");
            boolean spaced = this == BYTES_PER_SECOND || steps > 0;
            return number + (spaced ? " " : "") + THOUSANDS[steps] + suffix;
        }
    }
}
