package io.metricspipeline.producer;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An earlier process as its segments tell of it: the samples that are there, and as damaged, by their sequences, those
 * that should be there.
 */
final class FoundProcess {

    /** Far more samples than fit into a segment. */
    private static final int MOST_SAMPLES = 1 << 24;

    private final ProcessSegments segments;
    private final List<Loss> losses = new ArrayList<>();
    private long samples;
    private long damagedSamples;

    FoundProcess(UUID producerId) {
        this.segments = new ProcessSegments(producerId);
    }

    ProcessSegments segments() {
        return segments;
    }

    /** Those that it declared, and those that are declared now. */
    List<Loss> losses() {
        return losses;
    }

    /** The damaged ones too. */
    long samples() {
        return samples;
    }

    long damagedSamples() {
        return damagedSamples;
    }

    /**
     * Adds the next segment.
     *
     * @param content null when it cannot be read
     * @param next the first sequence of the one that follows; null when none does
     */
    void add(SegmentName name, long bytes, @Nullable SegmentContent content, @Nullable Long next) {
        Segment segment = new Segment(name);
        SegmentContent readable = content == null ? SegmentContent.unreadable(bytes) : content;
        long limit = Math.min(name.first() + MOST_SAMPLES, next == null ? Long.MAX_VALUE : next);
        List<Frame> found = readable.frames().stream()
                .filter(frame -> frame.kind() == Frame.Kind.SAMPLE)
                .filter(frame -> frame.sequence() >= name.first() && frame.sequence() < limit)
                .toList();
        long afterLast =
                found.isEmpty() ? name.first() : found.get(found.size() - 1).sequence() + 1;
        long end = next == null ? afterLast + readable.samplesTornOff() : next;
        segment.found(end, bytes);
        if (content == null) {
            segment.unreadable();
        }
        declareHoles(name, found, end);
        found.forEach(frame -> segment.found(frame.sequence()));
        tellAge(segment, found);
        readable.frames().stream()
                .filter(frame -> frame.kind() == Frame.Kind.LOSS)
                .flatMap(frame -> Loss.fromJson(frame.payload()).stream())
                .forEach(loss -> add(segment, loss));
        samples += end - name.first();
        segments.add(segment);
    }

    private void add(Segment segment, Loss loss) {
        segment.found(loss);
        losses.add(loss);
    }

    private void declareHoles(SegmentName name, List<Frame> found, long end) {
        long expected = name.first();
        for (Frame frame : found) {
            declare(name.producerId(), expected, frame.sequence());
            expected = Math.max(expected, frame.sequence() + 1);
        }
        declare(name.producerId(), expected, end);
    }

    private void declare(UUID producerId, long from, long end) {
        if (from < end) {
            losses.add(new Loss(producerId, from, end - 1, Loss.Reason.DAMAGED));
            damagedSamples += end - from;
        }
    }

    private static void tellAge(Segment segment, List<Frame> found) {
        if (!found.isEmpty()) {
            HostSample.fromJson(found.get(0).payload())
                    .ifPresent(oldest -> HostSample.fromJson(
                                    found.get(found.size() - 1).payload())
                            .ifPresent(newest -> segment.found(oldest.sampledAt(), newest.sampledAt())));
        }
    }
}
