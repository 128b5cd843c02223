package io.metricspipeline.producer;

import java.io.IOException;
import java.util.List;
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

    /** What was set aside has the room that the segments leave. */
    void dropSetAside() throws IOException {
        long bytes;
        synchronized (contents) {
            bytes = contents.bytes();
        }
        files.dropSetAside(maxSize - bytes);
    }

    /** Declares the samples of the oldest segments, if some have to go: to be dropped when that is forced to the disk. */
    List<Segment> giveUpOldest() {
        synchronized (contents) {
            List<Segment> oldest = contents.segments().oldest(contents.bytes() - maxSize);
            return contents.giveUp(oldest) ? oldest : List.of();
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
