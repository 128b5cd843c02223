package io.metricspipeline.sink.page;

import java.time.Duration;

/** How far back a chart looks. Up to a quarter of an hour it draws samples, beyond that minutes. */
enum Range {
    ONE_MINUTE("1m", Duration.ofMinutes(1)),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)),
    ONE_HOUR("1h", Duration.ofHours(1)),
    ONE_DAY("24h", Duration.ofHours(24));

    /** More are no more to see: screens have that many pixels. */
    private static final int MOST_POINTS = 1_800;

    private final String code;
    private final Duration length;

    Range(String code, Duration length) {
        this.code = code;
        this.length = length;
    }

    Duration length() {
        return length;
    }

    boolean byMinute() {
        return length.compareTo(FIFTEEN_MINUTES.length) > 0;
    }

    /** How far apart the points are: one for each sample, or for so many samples together, or for a minute. */
    long stepMillis(int intervalMillis) {
        if (byMinute()) {
            return Math.max(Duration.ofMinutes(1).toMillis(), intervalMillis);
        }
        long samples = Math.max(1, length.toMillis() / MOST_POINTS / intervalMillis);
        return samples * intervalMillis;
    }

    static Range of(String code) {
        for (Range range : values()) {
            if (range.code.equals(code)) {
                return range;
            }
        }
        throw new IllegalArgumentException("range must be one of 1m, 5m, 15m, 1h, 24h");
    }
}
