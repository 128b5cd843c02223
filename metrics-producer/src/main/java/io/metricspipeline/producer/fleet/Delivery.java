package io.metricspipeline.producer.fleet;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** What Kafka has of one simulated process. Its samples are sent on one thread and acknowledged on another. */
final class Delivery {

    private final UUID producerId;
    private final TreeSet<Long> underWay = new TreeSet<>();
    private long samples;

    Delivery(UUID producerId) {
        this.producerId = producerId;
    }

    boolean isOf(UUID process) {
        return producerId.equals(process);
    }

    /** Gives the sample's acknowledgedBelow. */
    synchronized long sent(long sequence) {
        samples = sequence + 1;
        underWay.add(sequence);
        return underWay.first();
    }

    synchronized void acknowledged(long sequence) {
        underWay.remove(sequence);
    }

    /** What may be stated of a process that has ended: nothing while samples are under way. */
    synchronized Optional<ClosedProducer> closed() {
        return underWay.isEmpty() ? Optional.of(new ClosedProducer(producerId, samples)) : Optional.empty();
    }
}
