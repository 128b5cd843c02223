package io.metricspipeline.producer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes samples and losses into the segments of this process, one after the other. After a failure it writes nothing,
 * at no cost, until it is told to try again. Guarded by the spool's lock.
 */
final class SpoolWriter {

    private static final Logger log = LoggerFactory.getLogger(SpoolWriter.class);

    private final SpoolFiles files;
    private final Segments segments;
    private final Losses losses;
    private final long startedAt;
    private final long segmentSize;
    private final Queue<SegmentFile> complete = new ArrayDeque<>();

    /** Losses that are in one file so far: nothing else would tell of them if that were damaged. */
    private List<Loss> writtenOnce = List.of();

    private @Nullable Active active;
    private @Nullable String trouble = "it is not open yet";
    private boolean trying;

    /** Nothing that was declared meanwhile is on disk. */
    private boolean losing = true;

    /** Since all was well. */
    private int failures;

    private long writtenFromMemory;

    /** The segment that is being written. */
    private record Active(Segment segment, SegmentFile file) {

        void append(HostSample sample) throws IOException {
            append(Frame.of(sample));
            segment.wrote(sample);
        }

        void append(Loss loss) throws IOException {
            append(Frame.of(loss));
            segment.wrote(loss);
        }

        void append(Frame frame) throws IOException {
            file.append(frame.toBytes());
            segment.wrote(frame.size());
        }
    }

    SpoolWriter(SpoolFiles files, Segments segments, Losses losses, long startedAt, long segmentSize) {
        this.files = files;
        this.segments = segments;
        this.losses = losses;
        this.startedAt = startedAt;
        this.segmentSize = segmentSize;
    }

    /** False when it could not be written. */
    boolean write(HostSample sample) {
        if (!trying) {
            return false;
        }
        try {
            long expected = segments.current(sample.producerId()).end();
            Active current = active;
            if (current == null || isComplete(current.segment())) {
                current = begin(new SegmentName(startedAt, sample.producerId(), sample.sequence()));
            }
            tellAcknowledged(sample.producerId(), expected, sample.sequence(), current);
            current.append(sample);
            writtenFromMemory += failures > 0 ? 1 : 0;
            return true;
        } catch (IOException reason) {
            failed(reason);
            return false;
        }
    }

    /** Never without a sample, however many losses it has: the next one's name is to differ. */
    private boolean isComplete(Segment segment) {
        return !segment.isEmpty() && (segment.bytes() >= segmentSize || !writtenOnce.isEmpty());
    }

    /** What is neither written nor to be declared by now was acknowledged from memory. Untold, it would look damaged. */
    private void tellAcknowledged(UUID producerId, long from, long end, Active current) throws IOException {
        if (from < end) {
            LossRanges acknowledged = new LossRanges();
            acknowledged.add(new Loss(producerId, from, end - 1, Loss.Reason.DAMAGED));
            losses.pendingWithin(producerId, from, end - 1).forEach(acknowledged::remove);
            for (Loss none : acknowledged.all()) {
                current.append(Frame.ofNo(none));
            }
        }
    }

    /** Whether losses can be written now: the segment needs a sample, since the next one's name is to differ. */
    boolean takesLosses() {
        return active != null && !active.segment().isEmpty();
    }

    /** Into two files. False when they could not be written. */
    boolean write(List<Loss> declared) {
        try {
            Active current = Objects.requireNonNull(active);
            for (Loss loss : declared) {
                current.append(loss);
            }
            writtenOnce = Stream.concat(writtenOnce.stream(), declared.stream())
                    .distinct()
                    .toList();
            begin(current.segment().name().withFirst(current.segment().end()));
            return true;
        } catch (IOException reason) {
            failed(reason);
            return false;
        }
    }

    /** When all is settled at the end: an empty segment tells the next process how many samples this one took. */
    void seal() {
        ProcessSegments current = segments.current().orElse(null);
        if (active == null
                || current == null
                || !current.isSettled()
                || active.segment().isEmpty()) {
            return;
        }
        try {
            begin(active.segment().name().withFirst(current.end()));
        } catch (IOException reason) {
            failed(reason);
        }
    }

    void tryAgain() {
        trying = true;
    }

    void failed(IOException reason) {
        if (failures == 0) {
            log.warn(
                    "The spool in {} cannot be written: {}. Samples wait in memory",
                    files.directory(),
                    reason.toString());
        }
        failures++;
        trouble = reason.toString();
        trying = false;
        losing = true;
        abandon();
    }

    /** Why nothing is written. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** The file that is being written. */
    Optional<SegmentFile> file() {
        return Optional.ofNullable(active).map(Active::file);
    }

    /** A file that is complete, to be forced and closed by the caller. */
    Optional<SegmentFile> nextComplete() {
        return Optional.ofNullable(complete.poll());
    }

    /** All that was written before is on the disk: only now a failure is over. */
    void forced() {
        if (trouble == null || active == null) {
            return;
        }
        if (failures == 0) {
            log.info("Samples are spooled in {}", files.directory());
        } else {
            log.info(
                    "Samples are spooled in {} again, after {} failures; {} of them had waited in memory",
                    files.directory(),
                    failures,
                    writtenFromMemory);
        }
        trouble = null;
        failures = 0;
        writtenFromMemory = 0;
    }

    private Active begin(SegmentName name) throws IOException {
        Active next = new Active(new Segment(name), files.create(name));
        abandon();
        active = next;
        next.segment().growing(true);
        segments.current(name.producerId()).add(next.segment());
        List<Loss> written = losing ? losses.pending() : writtenOnce;
        for (Loss loss : written) {
            next.append(loss);
        }
        writtenOnce = losing ? written : List.of();
        losing = false;
        return next;
    }

    /** Its file stays as it is; but when it has no sample, the next one might have the same name. */
    private void abandon() {
        if (active == null) {
            return;
        }
        Active abandoned = active;
        active = null;
        abandoned.segment().growing(false);
        complete.add(abandoned.file());
        if (abandoned.segment().isEmpty()) {
            segments.remove(abandoned.segment());
            files.deleteIfPossible(abandoned.segment().name());
        }
    }
}
