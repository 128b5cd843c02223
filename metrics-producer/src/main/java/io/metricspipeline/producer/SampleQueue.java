package io.metricspipeline.producer;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Keeps samples, in memory, until Kafka acknowledges them, and gives them out as events, oldest first. Neither side
 * waits for the other: when it is full the oldest sample goes, and is declared as a loss. Every event that was taken
 * must be settled by one of acknowledged, sendAgain and refused.
 */
@Component
final class SampleQueue {

    private final int capacity;
    private final ProducerMetrics metrics;
    private final NavigableMap<Long, HostSample> waiting = new TreeMap<>();
    private final NavigableMap<Long, HostSample> inFlight = new TreeMap<>();
    private final Losses losses = new Losses();

    SampleQueue(ProducerProperties properties, ProducerMetrics metrics) {
        this.capacity = properties.queueCapacity();
        this.metrics = metrics;
        metrics.queue(capacity, this::size);
    }

    /** True when the sample survives the end of this process. */
    synchronized boolean append(HostSample sample) {
        metrics.taken();
        if (size() == capacity) {
            dropOldest();
        }
        waiting.put(sample.sequence(), sample);
        notifyAll();
        return false;
    }

    /** Waits for a sample. The event belongs to the caller until it is settled. */
    synchronized SampleEvent take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        HostSample sample = waiting.pollFirstEntry().getValue();
        inFlight.put(sample.sequence(), sample);
        long lowestUnacknowledged = oldest().map(HostSample::sequence).orElseThrow();
        long acknowledgedBelow = Math.min(lowestUnacknowledged, losses.firstNotCarried(lowestUnacknowledged));
        return new SampleEvent(sample, acknowledgedBelow, losses.toCarry(), List.of());
    }

    synchronized void acknowledged(SampleEvent event) {
        losses.acknowledged(event.losses());
        if (land(event)) {
            metrics.acknowledged();
        }
    }

    synchronized void sendAgain(SampleEvent event) {
        if (land(event)) {
            waiting.put(event.sample().sequence(), event.sample());
        }
    }

    /** Kafka will never take this sample. */
    synchronized void refused(SampleEvent event) {
        if (land(event)) {
            lose(event.sample(), Loss.Reason.REFUSED);
        }
    }

    /** Waits until everything is settled, at most this long. */
    synchronized void awaitEmpty(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (size() > 0 && deadline > System.nanoTime()) {
            wait(Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
        }
    }

    /** Samples that wait or are in flight. */
    synchronized int size() {
        return waiting.size() + inFlight.size();
    }

    int fillPercent() {
        return (int) (size() * 100L / capacity);
    }

    /** The sample that has been unacknowledged for the longest time. */
    synchronized Optional<HostSample> oldest() {
        return Stream.of(waiting, inFlight)
                .filter(samples -> !samples.isEmpty())
                .map(samples -> samples.firstEntry().getValue())
                .min((one, other) -> Long.compare(one.sequence(), other.sequence()));
    }

    /** False when the sample was dropped during its flight: it is declared already, and counts once. */
    private boolean land(SampleEvent event) {
        notifyAll();
        return inFlight.remove(event.sample().sequence()) != null;
    }

    private void dropOldest() {
        HostSample oldest = oldest().orElseThrow();
        waiting.remove(oldest.sequence());
        inFlight.remove(oldest.sequence());
        lose(oldest, Loss.Reason.QUEUE_FULL);
    }

    private void lose(HostSample sample, Loss.Reason reason) {
        losses.add(sample, reason);
        metrics.lost(reason);
    }
}
