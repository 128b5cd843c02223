package io.metricspipeline.producer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The losses of this process and of earlier ones that no acknowledged event has carried yet. Guarded by the spool's
 * lock.
 */
final class Losses {

    private final Map<UUID, LossRanges> byProducer = new LinkedHashMap<>();
    private int perEvent = SampleEvent.MOST_CARRIED;

    /** What the next event can carry at least once Kafka takes one. */
    private int atLeast = 1;

    void add(Loss loss) {
        byProducer
                .computeIfAbsent(loss.producerId(), producer -> new LossRanges())
                .add(loss);
    }

    /** How much the next event carries. */
    int perEvent() {
        return perEvent;
    }

    /** So much made an event too large. It grows again from nothing alone: each refusal costs Kafka's client a retry. */
    void wereTooMany(int carried) {
        perEvent = Math.min(perEvent, carried / 2);
    }

    /** The sample was refused with nothing too: it was not they that made its event too large. */
    void wereNotTooMany() {
        atLeast = SampleEvent.MOST_CARRIED;
    }

    /** Those that the next event carries. */
    List<Loss> toCarry() {
        return all().limit(perEvent).toList();
    }

    /** The lowest lost sequence of this producer that the next event has no room for, or else {@code otherwise}. */
    long firstNotCarried(UUID producer, long otherwise) {
        return all().skip(perEvent)
                .filter(loss -> loss.producerId().equals(producer))
                .mapToLong(Loss::fromSequence)
                .min()
                .orElse(otherwise);
    }

    void acknowledged(List<Loss> carried) {
        perEvent = Math.max(atLeast, perEvent);
        atLeast = 1;
        for (Loss loss : carried) {
            LossRanges ranges = byProducer.getOrDefault(loss.producerId(), new LossRanges());
            ranges.remove(loss);
            if (ranges.all().isEmpty()) {
                byProducer.remove(loss.producerId());
            }
        }
    }

    List<Loss> pending() {
        return all().toList();
    }

    /** Those of one producer that share a sequence with this range. */
    List<Loss> pendingWithin(UUID producer, long from, long to) {
        return byProducer.getOrDefault(producer, new LossRanges()).overlapping(from, to);
    }

    boolean isPending(Loss loss) {
        return !pendingWithin(loss.producerId(), loss.fromSequence(), loss.toSequence())
                .isEmpty();
    }

    private Stream<Loss> all() {
        return byProducer.values().stream().flatMap(ranges -> ranges.all().stream());
    }
}
