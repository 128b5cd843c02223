package io.metricspipeline.localstack.proxy;

/**
 * Which answers to COMMIT never reach the client. Only those of transactions that have copied rows count, and every second one
 * passes: otherwise the client would try the same batch for ever. Thread-safe.
 */
public final class CommitReplies {
    private int toDrop;
    private int toHold;
    private int dropped;
    private int held;
    private boolean passing;

    /** So many of the next answers are thrown away, and the connection reset in their place. */
    public synchronized void drop(int times) {
        toDrop = times;
    }

    /** After those to drop, so many are held back together with all that follows them, and the connection stays open. */
    public synchronized void hold(int times) {
        toHold = times;
    }

    public synchronized void heal() {
        toDrop = 0;
        toHold = 0;
    }

    public synchronized boolean isDone() {
        return toDrop + toHold == 0;
    }

    public synchronized int dropped() {
        return dropped;
    }

    public synchronized int held() {
        return held;
    }

    synchronized Fate next() {
        passing = !passing;
        if (passing || isDone()) {
            return Fate.PASS;
        }
        if (toDrop > 0) {
            toDrop--;
            dropped++;
            return Fate.DROP;
        }
        toHold--;
        held++;
        return Fate.HOLD;
    }

    enum Fate {
        PASS,
        DROP,
        HOLD
    }
}
