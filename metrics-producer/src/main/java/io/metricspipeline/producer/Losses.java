package io.metricspipeline.producer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The losses of one producer that no acknowledged event has carried yet, as ranges: neighbours with the same reason
 * become one. Guarded by the queue's lock.
 */
final class Losses {

    /** As many as one event may carry. */
    static final int PER_EVENT = 100;

    private final TreeMap<Long, Loss> ranges = new TreeMap<>();

    void add(HostSample sample, Loss.Reason reason) {
        Loss loss = new Loss(sample.producerId(), sample.sequence(), sample.sequence(), reason);
        put(withNext(withPrevious(loss)));
    }

    /** What the next event carries: the lowest ranges. */
    List<Loss> toCarry() {
        return ranges.values().stream().limit(PER_EVENT).toList();
    }

    /** The lowest lost sequence that the next event has no room for, or else {@code otherwise}. */
    long firstNotCarried(long otherwise) {
        return ranges.keySet().stream().skip(PER_EVENT).findFirst().orElse(otherwise);
    }

    /** An event that carried these was acknowledged. What has been added to a range since then stays. */
    void acknowledged(List<Loss> carried) {
        carried.forEach(this::cutOut);
    }

    private Loss withPrevious(Loss loss) {
        Map.Entry<Long, Loss> previous = ranges.lowerEntry(loss.fromSequence());
        boolean adjoins = previous != null
                && previous.getValue().toSequence() + 1 == loss.fromSequence()
                && previous.getValue().reason() == loss.reason();
        return adjoins ? loss.withRange(previous.getKey(), loss.toSequence()) : loss;
    }

    private Loss withNext(Loss loss) {
        Loss next = ranges.get(loss.toSequence() + 1);
        if (next == null || next.reason() != loss.reason()) {
            return loss;
        }
        ranges.remove(next.fromSequence());
        return loss.withRange(loss.fromSequence(), next.toSequence());
    }

    private void cutOut(Loss carried) {
        for (Loss loss : overlapping(carried)) {
            ranges.remove(loss.fromSequence());
            Stream.of(
                            loss.withRange(
                                    loss.fromSequence(), Math.min(loss.toSequence(), carried.fromSequence() - 1)),
                            loss.withRange(Math.max(loss.fromSequence(), carried.toSequence() + 1), loss.toSequence()))
                    .filter(rest -> rest.fromSequence() <= rest.toSequence())
                    .forEach(this::put);
        }
    }

    private List<Loss> overlapping(Loss carried) {
        Long first = Objects.requireNonNullElse(ranges.floorKey(carried.fromSequence()), carried.fromSequence());
        return ranges.subMap(first, true, Math.max(first, carried.toSequence()), true).values().stream()
                .filter(loss -> loss.toSequence() >= carried.fromSequence())
                .toList();
    }

    private void put(Loss loss) {
        ranges.put(loss.fromSequence(), loss);
    }
}
