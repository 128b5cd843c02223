package io.metricspipeline.producer.fleet;

/** The counters of one host since it booted. */
final class Counters {

    private long interrupts;
    private long contextSwitches;
    private long sentBytes;
    private long receivedBytes;

    void grow(Reading.Rates perSecond, double seconds) {
        interrupts += Math.round(perSecond.interrupts() * seconds);
        contextSwitches += Math.round(perSecond.contextSwitches() * seconds);
        sentBytes += Math.round(perSecond.sentBytes() * seconds);
        receivedBytes += Math.round(perSecond.receivedBytes() * seconds);
    }

    long interrupts() {
        return interrupts;
    }

    long contextSwitches() {
        return contextSwitches;
    }

    long sentBytes() {
        return sentBytes;
    }

    long receivedBytes() {
        return receivedBytes;
    }
}
