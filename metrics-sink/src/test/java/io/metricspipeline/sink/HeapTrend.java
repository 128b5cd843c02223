package io.metricspipeline.sink;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is left on this JVM's heap after a collection, look by look, and how it grows. */
final class HeapTrend {

    private final Instant start = Instant.now();
    private final List<double[]> looks = new ArrayList<>();

    void look() {
        System.gc();
        double megabytes =
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
        looks.add(new double[] {Duration.between(start, Instant.now()).toMillis() / 60_000.0, megabytes});
    }

    /** Of the line that fits best, in megabytes a minute. */
    double slope() {
        double meanTime = looks.stream().mapToDouble(look -> look[0]).average().orElse(0);
        double meanUse = looks.stream().mapToDouble(look -> look[1]).average().orElse(0);
        double together = 0;
        double spread = 0;
        for (double[] look : looks) {
            together += (look[0] - meanTime) * (look[1] - meanUse);
            spread += (look[0] - meanTime) * (look[0] - meanTime);
        }
        return together / spread;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.0f MB at first, %.0f MB at last, %+.2f MB a minute over %d looks",
                looks.get(0)[1],
                looks.get(looks.size() - 1)[1],
                slope(),
                looks.size());
    }
}
