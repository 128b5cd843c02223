package io.metricspipeline.localstack.proxy;

import java.util.concurrent.TimeUnit;

/** How the bytes of all connections travel at the moment: freely, at a rate, or not at all. Bytes that wait are not lost. */
final class Line {
    private static final int UNLIMITED = 0;
    private static final int MILLIS_BETWEEN_LOOKS = 10;

    private boolean silent;
    private int bytesPerSecond = UNLIMITED;

    synchronized void silence() {
        silent = true;
    }

    synchronized void slow(int limit) {
        bytesPerSecond = limit;
    }

    synchronized void heal() {
        silent = false;
        bytesPerSecond = UNLIMITED;
    }

    /** Waits until the line is not silent and so many bytes have had their time. */
    synchronized void awaitPassage(int bytes) throws InterruptedException {
        long begin = System.nanoTime();
        while (silent || System.nanoTime() - begin < travelNanos(bytes)) {
            wait(MILLIS_BETWEEN_LOOKS);
        }
    }

    private long travelNanos(int bytes) {
        return bytesPerSecond == UNLIMITED ? 0 : TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
    }
}
