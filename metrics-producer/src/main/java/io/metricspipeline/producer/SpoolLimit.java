package io.metricspipeline.producer;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives up the oldest segments when the spool is too large: declares what they hold, on disk, and then deletes them. */
final class SpoolLimit {

    private static final Logger log = LoggerFactory.getLogger(SpoolLimit.class);

    private final SpoolContents contents;
    private final SpoolFiles files;
    private final long maxSize;

    SpoolLimit(SpoolContents contents, SpoolFiles files, long maxSize) {
        this.contents = contents;
        this.files = files;
        this.maxSize = maxSize;
    }

    /** Declares the oldest segment's samples, if it has to go: to be dropped when that is forced to the disk. */
    Optional<Segment> giveUpOldest() {
        synchronized (contents) {
            return contents.bytes() > maxSize
                    ? contents.segments().oldestComplete().filter(contents::giveUp)
                    : Optional.empty();
        }
    }

    /** Of an earlier process an empty segment stays in the end: it tells how many samples the process took. */
    void drop(Segment segment) throws IOException {
        log.warn("The spool is full: {} is given up", segment.name());
        SegmentName rest = segment.name().withFirst(segment.end());
        boolean last = isLastOfEarlierProcess(segment);
        if (last) {
            files.create(rest).close();
        }
        if (!last || !rest.equals(segment.name())) {
            files.delete(segment.name());
        }
        synchronized (contents) {
            if (last) {
                contents.segments().addEarlier(new Segment(rest));
            }
            contents.segments().remove(segment);
        }
    }

    private boolean isLastOfEarlierProcess(Segment segment) {
        synchronized (contents) {
            return contents.segments().isLastOfEarlier(segment);
        }
    }
}
