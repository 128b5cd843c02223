package io.metricspipeline.sink.anomaly;

/**
 * Mean and variance of one-second values: of all of them at first, then of about the last ten minutes, each second with less
 * weight than the one after it (EWMA).
 */
record Baseline(long seconds, double mean, double variance) {

    static final Baseline EMPTY = new Baseline(0, 0, 0);

    /** Long enough for noise, short enough for the course of a day. */
    private static final double LEAST_WEIGHT = 1 / 600.0;

    Baseline learn(double value) {
        double weight = Math.max(LEAST_WEIGHT, 1.0 / (seconds + 1));
        double difference = value - mean;
        double step = weight * difference;
        return new Baseline(seconds + 1, mean + step, (1 - weight) * (variance + difference * step));
    }

    /** The value itself, but no further from the mean than two deviations. */
    double nearest(double value) {
        double most = 2 * deviation();
        return Math.max(mean - most, Math.min(mean + most, value));
    }

    double deviation() {
        return Math.sqrt(variance);
    }
}
