package io.metricspipeline.producer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final List<SegmentFile> complete = new ArrayList<>();
    private @Nullable Active active;
    private @Nullable String trouble = "it is not open yet";
    private boolean trying;
    private boolean told;

    /** The segment that is being written. */
    private record Active(Segment segment, SegmentFile file) {

        void append(HostSample sample) throws IOException {
            byte[] frame = Frame.of(sample).toBytes();
            file.append(frame);
            segment.wrote(sample, frame.length);
        }

        /** Twice, since nothing else would tell of a loss whose frame is damaged. */
        void append(Loss loss) throws IOException {
            byte[] frame = Frame.of(loss).toBytes();
            file.append(frame);
            file.append(frame);
            segment.wrote(loss, 2 * frame.length);
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
            Active current = active;
            if (current == null || current.segment().bytes() >= segmentSize) {
                current = begin(new SegmentName(startedAt, sample.producerId(), sample.sequence()));
            }
            current.append(sample);
            succeeded();
            return true;
        } catch (IOException reason) {
            failed(reason);
            return false;
        }
    }

    /** False when they could not be written. */
    boolean write(List<Loss> declared) {
        if (active == null) {
            return declared.isEmpty();
        }
        try {
            for (Loss loss : declared) {
                active.append(loss);
            }
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
        if (!told) {
            log.warn(
                    "The spool in {} cannot be written: {}. Samples wait in memory",
                    files.directory(),
                    reason.toString());
            told = true;
        }
        trouble = reason.toString();
        trying = false;
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

    /** Files that are complete, to be forced and closed by the caller. */
    List<SegmentFile> complete() {
        List<SegmentFile> files = List.copyOf(complete);
        complete.clear();
        return files;
    }

    private Active begin(SegmentName name) throws IOException {
        Active next = new Active(new Segment(name), files.create(name));
        abandon();
        active = next;
        next.segment().growing(true);
        segments.current(name.producerId()).add(next.segment());
        if (trouble != null) {
            // Nothing that was declared meanwhile is on disk.
            for (Loss loss : losses.pending()) {
                next.append(loss);
            }
        }
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

    private void succeeded() {
        if (trouble != null) {
            log.info("Samples are spooled in {}", files.directory());
            trouble = null;
            told = false;
        }
    }
}
