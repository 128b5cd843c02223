package io.metricspipeline.producer;

import java.time.Duration;

/** A source gives nothing now. Its message stands in logs and in the health, so it must hold no secret. */
public final class SourceUnavailable extends RuntimeException {

    private final Duration atLeast;

    /**
     * @param atLeast the shortest pause before it may be asked again
     */
    public SourceUnavailable(String message, Duration atLeast) {
        super(message);
        this.atLeast = atLeast;
    }

    Duration atLeast() {
        return atLeast;
    }
}
