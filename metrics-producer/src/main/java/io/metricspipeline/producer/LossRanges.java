package io.metricspipeline.producer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The losses of one producer that no acknowledged event has carried yet, as ranges that do not overlap: neighbours with
 * the same reason become one. Guarded by the spool's lock.
 */
final class LossRanges {

    private final TreeMap<Long, Loss> ranges = new TreeMap<>();

    void add(Loss loss) {
        cutOut(loss);
        put(withNext(withPrevious(loss)));
    }

    /** All of them, lowest first. */
    Collection<Loss> all() {
        return ranges.values();
    }

    /** An event that carried this was acknowledged. What has been added to the range since then stays. */
    void acknowledged(Loss carried) {
        cutOut(carried);
    }

    /** Those that share a sequence with this range. */
    List<Loss> overlapping(long from, long to) {
        long first = Objects.requireNonNullElse(ranges.floorKey(from), from);
        return ranges.subMap(first, true, Math.max(first, to), true).values().stream()
                .filter(loss -> loss.toSequence() >= from && loss.fromSequence() <= to)
                .toList();
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
        for (Loss loss : overlapping(carried.fromSequence(), carried.toSequence())) {
            ranges.remove(loss.fromSequence());
            Stream.of(
                            loss.withRange(
                                    loss.fromSequence(), Math.min(loss.toSequence(), carried.fromSequence() - 1)),
                            loss.withRange(Math.max(loss.fromSequence(), carried.toSequence() + 1), loss.toSequence()))
                    .filter(rest -> rest.fromSequence() <= rest.toSequence())
                    .forEach(this::put);
        }
    }

    private void put(Loss loss) {
        ranges.put(loss.fromSequence(), loss);
    }
}
