package io.metricspipeline.localstack.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** A thread that reads /proc directly at an interval, and knows what processor time each reading took. */
final class DirectReading implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Duration interval;
    private final Thread thread;
    private volatile boolean reading = true;
    private long samples;
    private long nanos;
    private long sum;

    DirectReading(Duration interval) {
        this.interval = interval;
        this.thread = new Thread(this::run, "direct-reading");
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on. */
    synchronized void restart() {
        samples = 0;
        nanos = 0;
    }

    synchronized double microsPerSample() {
        return nanos / 1e3 / Math.max(1, samples);
    }

    @Override
    public void close() {
        reading = false;
    }

    private void run() {
        try (ProcReader proc = new ProcReader()) {
            while (reading) {
                Pause.during(interval);
                long before = THREADS.getCurrentThreadCpuTime();
                long read = proc.sample();
                note(THREADS.getCurrentThreadCpuTime() - before, read);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private synchronized void note(long cpuNanos, long read) {
        samples++;
        nanos += cpuNanos;
        sum += read;
    }

    @Override
    public String toString() {
        return "direct reading, " + sum;
    }
}
