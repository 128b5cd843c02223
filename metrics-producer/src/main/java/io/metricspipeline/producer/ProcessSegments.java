package io.metricspipeline.producer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The segments of one process, oldest first. Each stands for every sequence up to the next one's first: that is why
 * they are deleted in this order alone. Guarded by the spool's lock.
 */
final class ProcessSegments {

    private final UUID producerId;
    private final NavigableMap<Long, Segment> segments = new TreeMap<>();

    ProcessSegments(UUID producerId) {
        this.producerId = producerId;
    }

    UUID producerId() {
        return producerId;
    }

    void add(Segment segment) {
        segments.put(segment.name().first(), segment);
    }

    void remove(Segment segment) {
        segments.remove(segment.name().first(), segment);
    }

    Collection<Segment> all() {
        return segments.values();
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    boolean isLast(Segment segment) {
        return segments.lastEntry().getValue() == segment;
    }

    Segment first() {
        return segments.firstEntry().getValue();
    }

    /** How many samples the process has taken, as far as its segments tell. */
    long end() {
        return isEmpty() ? 0 : segments.lastEntry().getValue().end();
    }

    Optional<Segment> segmentOf(long sequence) {
        return Optional.ofNullable(segments.floorEntry(sequence)).map(Map.Entry::getValue);
    }

    boolean settle(long sequence) {
        return segmentOf(sequence).filter(segment -> segment.settle(sequence)).isPresent();
    }

    boolean isSettled() {
        return all().stream().allMatch(Segment::isSettled);
    }

    OptionalLong lowestUnsettled() {
        return all().stream()
                .filter(segment -> !segment.isSettled())
                .mapToLong(Segment::lowestUnsettled)
                .findFirst();
    }

    Stream<Segment> waiting() {
        return all().stream().filter(Segment::hasWaiting);
    }

    /** The pending losses that only this segment still keeps on disk: in its frames, or by the lack of them. */
    List<Loss> keptBy(Segment segment, Losses losses) {
        List<Loss> kept =
                new ArrayList<>(segment.losses().filter(losses::isPending).toList());
        kept.addAll(losses.pendingWithin(producerId, segment.name().first(), upTo(segment) - 1));
        return kept;
    }

    private long upTo(Segment segment) {
        Long next = segments.higherKey(segment.name().first());
        return next == null ? segment.end() : next;
    }
}
