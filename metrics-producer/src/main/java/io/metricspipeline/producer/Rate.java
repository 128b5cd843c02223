package io.metricspipeline.producer;

import org.jspecify.annotations.Nullable;

/**
 * Turns the readings of one counter into its growth per second. No value is better than a wrong one: the first reading,
 * and the first after the counter went down or after {@link #forget}, gives none.
 */
final class Rate {

    private @Nullable Long counter;
    private long readAt;

    /** Growth per second since the previous reading; {@code nanos} is the monotonic time of this one. */
    @Nullable
    Double perSecond(@Nullable Long reading, long nanos) {
        Double rate = growth(reading, nanos);
        counter = reading;
        readAt = nanos;
        return rate;
    }

    private @Nullable Double growth(@Nullable Long reading, long nanos) {
        if (counter == null || reading == null || reading < counter || nanos <= readAt) {
            return null;
        }
        return (reading - counter) * 1e9 / (nanos - readAt);
    }

    /** The previous reading does not compare with the next one. */
    void forget() {
        counter = null;
    }
}
