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

    /** As many as one event may carry. */
    static final int PER_EVENT = 100;

    private final Map<UUID, LossRanges> byProducer = new LinkedHashMap<>();

    void add(Loss loss) {
        byProducer
                .computeIfAbsent(loss.producerId(), producer -> new LossRanges())
                .add(loss);
    }

    /** Those that the next event carries. */
    List<Loss> toCarry() {
        return all().limit(PER_EVENT).toList();
    }

    /** The lowest lost sequence of this producer that the next event has no room for, or else {@code otherwise}. */
    long firstNotCarried(UUID producer, long otherwise) {
        return all().skip(PER_EVENT)
                .filter(loss -> loss.producerId().equals(producer))
                .mapToLong(Loss::fromSequence)
                .min()
                .orElse(otherwise);
    }

    void acknowledged(List<Loss> carried) {
        for (Loss loss : carried) {
            LossRanges ranges = byProducer.getOrDefault(loss.producerId(), new LossRanges());
            ranges.acknowledged(loss);
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
