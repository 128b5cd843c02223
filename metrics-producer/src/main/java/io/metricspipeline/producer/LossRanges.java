package io.metricspipeline.producer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Losses of one producer, as ranges that do not overlap: of two declarations of a sample the later one counts, and
 * neighbours with the same reason become one. Guarded by the spool's lock.
 */
final class LossRanges {

    private final TreeMap<Long, Loss> ranges = new TreeMap<>();

    void add(Loss loss) {
        remove(loss);
        put(withNext(withPrevious(loss)));
    }

    /** All of them, lowest first. */
    Collection<Loss> all() {
        return ranges.values();
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

    /** Just these sequences: what has been added to their range meanwhile stays. */
    void remove(Loss removed) {
        for (Loss loss : overlapping(removed.fromSequence(), removed.toSequence())) {
            ranges.remove(loss.fromSequence());
            Stream.of(
                            loss.withRange(
                                    loss.fromSequence(), Math.min(loss.toSequence(), removed.fromSequence() - 1)),
                            loss.withRange(Math.max(loss.fromSequence(), removed.toSequence() + 1), loss.toSequence()))
                    .filter(rest -> rest.fromSequence() <= rest.toSequence())
                    .forEach(this::put);
        }
    }

    private void put(Loss loss) {
        ranges.put(loss.fromSequence(), loss);
    }
}
