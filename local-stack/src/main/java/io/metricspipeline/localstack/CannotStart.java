package io.metricspipeline.localstack;

/** The stack was refused before any of its processes was started; the message tells the user what to change. */
public final class CannotStart extends RuntimeException {
    public CannotStart(String message) {
        super(message);
    }
}
