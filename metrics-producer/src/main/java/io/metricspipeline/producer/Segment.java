package io.metricspipeline.producer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known in memory about one segment on disk: which of its samples are unsettled, and which of these wait to be
 * read; a few bits a sample. Guarded by the spool's lock.
 */
final class Segment {

    private final SegmentName name;

    /** Neither acknowledged nor lost. By sequence, counted from the segment's first. */
    private final BitSet unsettled = new BitSet();

    /** Of these the ones that are in nobody's hands: neither in memory nor in flight. */
    private final BitSet waiting = new BitSet();

    private final List<Loss> losses = new ArrayList<>();
    private long end;
    private long bytes;
    private boolean growing;
    private boolean unreadable;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;

    Segment(SegmentName name) {
        this.name = name;
        this.end = name.first();
    }

    SegmentName name() {
        return name;
    }

    /** The sequence after its last. */
    long end() {
        return end;
    }

    long bytes() {
        return bytes;
    }

    /** Without samples. */
    boolean isEmpty() {
        return end == name.first();
    }

    /** A sample that was written here and is in memory too. */
    void wrote(HostSample sample) {
        unsettled.set(index(sample.sequence()));
        end = sample.sequence() + 1;
        oldest = oldest == null ? sample.sampledAt() : oldest;
        newest = sample.sampledAt();
    }

    void wrote(Loss loss) {
        losses.add(loss);
    }

    void wrote(int size) {
        bytes += size;
    }

    /** A segment of an earlier process ends here. */
    void foundEnd(long end, long bytes) {
        this.end = end;
        this.bytes = bytes;
    }

    void foundSample(long sequence) {
        unsettled.set(index(sequence));
        waiting.set(index(sequence));
    }

    void foundLoss(Loss loss) {
        losses.add(loss);
    }

    void foundTimes(Instant oldest, Instant newest) {
        this.oldest = oldest;
        this.newest = newest;
    }

    /** It is being written, or not any more. */
    void growing(boolean now) {
        growing = now;
    }

    boolean isGrowing() {
        return growing;
    }

    /** To be set aside, not deleted. */
    void unreadable() {
        unreadable = true;
    }

    boolean isUnreadable() {
        return unreadable;
    }

    /** Leaves it to be read from here. */
    void leave(long sequence) {
        if (isUnsettled(sequence)) {
            waiting.set(index(sequence));
        }
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    long nextWaiting() {
        return name.first() + waiting.nextSetBit(0);
    }

    void take(long sequence) {
        waiting.clear(index(sequence));
    }

    boolean isUnsettled(long sequence) {
        return sequence >= name.first() && sequence < end && unsettled.get(index(sequence));
    }

    /** False when it was settled before. */
    boolean settle(long sequence) {
        boolean was = isUnsettled(sequence);
        if (was) {
            unsettled.clear(index(sequence));
            waiting.clear(index(sequence));
        }
        return was;
    }

    boolean isSettled() {
        return unsettled.isEmpty();
    }

    int unsettledSamples() {
        return unsettled.cardinality();
    }

    /** While there is one. */
    long lowestUnsettled() {
        return name.first() + unsettled.nextSetBit(0);
    }

    /** Declares all that is unsettled: now it is settled. */
    List<Loss> giveUp(Loss.Reason reason) {
        List<Loss> lost = new ArrayList<>();
        int from = unsettled.nextSetBit(0);
        while (from >= 0) {
            int end = unsettled.nextClearBit(from);
            lost.add(new Loss(name.producerId(), name.first() + from, name.first() + end - 1, reason));
            from = unsettled.nextSetBit(end);
        }
        unsettled.clear();
        waiting.clear();
        return lost;
    }

    Stream<Loss> losses() {
        return losses.stream();
    }

    /** When its oldest unsettled sample was taken; as exactly as its first and last one tell. */
    Stream<Instant> oldestUnsettled() {
        if (isSettled() || oldest == null || newest == null) {
            return Stream.empty();
        }
        double share = (double) unsettled.nextSetBit(0) / Math.max(1, end - name.first() - 1);
        long nanos = (long) (Duration.between(oldest, newest).toNanos() * share);
        return Stream.of(oldest.plusNanos(nanos));
    }

    private int index(long sequence) {
        return Math.toIntExact(sequence - name.first());
    }
}
