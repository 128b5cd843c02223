package io.metricspipeline.producer;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All segments in the spool: those of earlier processes, oldest first, and those of this one, of which the last is being
 * written. Guarded by the spool's lock.
 */
final class Segments {

    private final Map<UUID, ProcessSegments> earlier = new LinkedHashMap<>();
    private final Set<UUID> closed = new HashSet<>();
    private @Nullable ProcessSegments current;

    /** Those of the process that is running. */
    ProcessSegments current(UUID producerId) {
        if (current == null) {
            current = new ProcessSegments(producerId);
        }
        return current;
    }

    boolean isCurrent(UUID producerId) {
        return current != null && current.producerId().equals(producerId);
    }

    Optional<ProcessSegments> current() {
        return Optional.ofNullable(current);
    }

    void addEarlier(ProcessSegments found) {
        earlier.put(found.producerId(), found);
    }

    /** A further segment of an earlier process. */
    void addEarlier(Segment segment) {
        UUID producerId = segment.name().producerId();
        earlier.computeIfAbsent(producerId, ProcessSegments::new).add(segment);
    }

    boolean isLastOfEarlier(Segment segment) {
        ProcessSegments process = earlier.get(segment.name().producerId());
        return process != null && process.isLast(segment);
    }

    boolean knows(UUID producerId) {
        return of(producerId).isPresent();
    }

    Optional<ProcessSegments> of(UUID producerId) {
        return isCurrent(producerId) ? Optional.ofNullable(current) : Optional.ofNullable(earlier.get(producerId));
    }

    boolean settle(UUID producerId, long sequence) {
        return of(producerId).filter(process -> process.settle(sequence)).isPresent();
    }

    /** The first with samples that have to be read from it. */
    Optional<Segment> oldestWaiting() {
        return processes().flatMap(ProcessSegments::waiting).findFirst();
    }

    Stream<Segment> all() {
        return processes().flatMap(process -> process.all().stream());
    }

    /** Earlier processes with nothing left to send or to declare, as many as the next event may carry. */
    List<ClosedProducer> toClose(Losses losses) {
        return earlier.values().stream()
                .takeWhile(process -> isDone(process, losses))
                .filter(process -> !closed.contains(process.producerId()))
                .limit(losses.perEvent())
                .map(process -> new ClosedProducer(process.producerId(), process.end()))
                .toList();
    }

    /** An event that carried this was acknowledged. */
    void acknowledged(List<ClosedProducer> carried) {
        carried.forEach(process -> closed.add(process.producerId()));
    }

    /** A segment that nobody needs any more. */
    Optional<Segment> deletable(Losses losses) {
        return processes()
                .filter(process -> !process.isEmpty())
                .filter(process -> isDeletable(process, process.first(), losses))
                .map(ProcessSegments::first)
                .findFirst();
    }

    /** The oldest, which hold at least this many bytes together: never the one that is being written. */
    List<Segment> oldest(long bytes) {
        List<Segment> oldest = new ArrayList<>();
        long rest = bytes;
        for (Segment segment : all().toList()) {
            if (rest > 0 && !segment.isGrowing() && segment.bytes() > 0) {
                oldest.add(segment);
                rest -= segment.bytes();
            }
        }
        return oldest;
    }

    void remove(Segment segment) {
        UUID producerId = segment.name().producerId();
        of(producerId).ifPresent(process -> process.remove(segment));
        if (earlier.containsKey(producerId) && earlier.get(producerId).isEmpty()) {
            earlier.remove(producerId);
            closed.remove(producerId);
        }
    }

    private Stream<ProcessSegments> processes() {
        return Stream.concat(earlier.values().stream(), Stream.ofNullable(current));
    }

    private boolean isDeletable(ProcessSegments process, Segment segment, Losses losses) {
        return !segment.isGrowing()
                && segment.isSettled()
                && process.keptBy(segment, losses).isEmpty()
                && (!isLastOfEarlier(segment) || closed.contains(process.producerId()));
    }

    private static boolean isDone(ProcessSegments process, Losses losses) {
        return process.isSettled()
                && losses.pendingWithin(process.producerId(), 0, Long.MAX_VALUE).isEmpty();
    }
}
