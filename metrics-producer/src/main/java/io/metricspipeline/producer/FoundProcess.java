package io.metricspipeline.producer;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An earlier process as its segments tell of it: the samples that are there, and as damaged, by their sequences, those
 * that should be there.
 */
final class FoundProcess {

    /** Far more samples than fit into a segment. */
    private static final int MOST_SAMPLES = 1 << 24;

    private final ProcessSegments segments;
    private final LossRanges damaged = new LossRanges();
    private final List<Loss> declared = new ArrayList<>();

    FoundProcess(UUID producerId) {
        this.segments = new ProcessSegments(producerId);
    }

    ProcessSegments segments() {
        return segments;
    }

    /** Those that are declared now, and those that it declared. */
    List<Loss> losses() {
        return Stream.concat(damaged.all().stream(), declared.stream()).toList();
    }

    /** The damaged ones too. */
    long samples() {
        return damagedSamples()
                + segments.all().stream().mapToLong(Segment::unsettledSamples).sum();
    }

    long damagedSamples() {
        return damaged.all().stream().mapToLong(Loss::samples).sum();
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
        segment.foundEnd(end, bytes);
        if (content == null) {
            segment.unreadable();
        }
        declareHoles(name, found, end);
        found.forEach(frame -> segment.foundSample(frame.sequence()));
        tellAge(segment, found);
        losses(Frame.Kind.NO_LOSS, readable).forEach(damaged::remove);
        losses(Frame.Kind.LOSS, readable).forEach(loss -> {
            segment.foundLoss(loss);
            declare(loss);
        });
        segments.add(segment);
    }

    /** As the process did, and so counted it. */
    private void declare(Loss loss) {
        declared.add(loss);
        if (loss.producerId().equals(segments.producerId())) {
            damaged.remove(loss);
        }
    }

    private static Stream<Loss> losses(Frame.Kind kind, SegmentContent content) {
        return content.frames().stream()
                .filter(frame -> frame.kind() == kind)
                .flatMap(frame -> Loss.fromJson(frame.payload()).stream());
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
            damaged.add(new Loss(producerId, from, end - 1, Loss.Reason.DAMAGED));
        }
    }

    private static void tellAge(Segment segment, List<Frame> found) {
        if (!found.isEmpty()) {
            HostSample.fromJson(found.get(0).payload())
                    .ifPresent(oldest -> HostSample.fromJson(
                                    found.get(found.size() - 1).payload())
                            .ifPresent(newest -> segment.foundTimes(oldest.sampledAt(), newest.sampledAt())));
        }
    }
}
