package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import io.metricspipeline.localstack.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Notes five times a second what everybody has used so far, and how many records are dealt with. Afterwards it knows what was used
 * between any two moments.
 */
final class UsageLog implements AutoCloseable {
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(200);

    private final Servers servers;
    private final List<MeasuredProcess> clients;
    private final LongSupplier delivered;
    private final List<Reading> readings = new ArrayList<>();
    private final Thread thread;
    private volatile boolean noting = true;
    private long peakMemory;

    UsageLog(Servers servers, List<MeasuredProcess> clients, LongSupplier delivered) {
        this.servers = servers;
        this.clients = clients;
        this.delivered = delivered;
        read();
        this.thread = new Thread(this::note, "usage-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** As far as is noted. */
    synchronized long delivered() {
        return readings.get(readings.size() - 1).delivered();
    }

    synchronized Usage between(Instant from, Instant to) {
        return at(to).minus(at(from));
    }

    /** The largest that a client ever had. */
    synchronized long peakMemory() {
        return peakMemory;
    }

    /** How the number of delivered records grew. */
    synchronized Progress progress() {
        List<Progress.Step> steps = new ArrayList<>();
        Instant begun = readings.get(0).at();
        long before = 0;
        for (Reading reading : readings) {
            if (reading.delivered() > before) {
                steps.add(new Progress.Step(reading.at(), reading.delivered() - before));
                before = reading.delivered();
            } else if (before == 0) {
                begun = reading.at();
            }
        }
        return new Progress(begun, steps);
    }

    @Override
    public void close() {
        noting = false;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        read();
    }

    private void note() {
        while (noting) {
            Pause.during(BETWEEN_READINGS);
            read();
        }
    }

    private void read() {
        long count = delivered.getAsLong();
        Usage usage = Usage.soFar(servers, clients);
        long memory = clients.stream()
                .mapToLong(client -> ProcFiles.peakMemory(client.pid()))
                .max()
                .orElse(0);
        synchronized (this) {
            readings.add(new Reading(Instant.now(), usage, count));
            peakMemory = Math.max(peakMemory, memory);
        }
    }

    private Usage at(Instant moment) {
        Reading before = readings.get(0);
        for (Reading reading : readings) {
            if (reading.at().isAfter(moment)) {
                double share = nanos(before.at(), moment) / Math.max(1, nanos(before.at(), reading.at()));
                return before.usage().towards(reading.usage(), Math.max(0, share));
            }
            before = reading;
        }
        return before.usage();
    }

    private static double nanos(Instant from, Instant to) {
        return Duration.between(from, to).toNanos();
    }

    private record Reading(Instant at, Usage usage, long delivered) {}
}
