package io.metricspipeline.producer;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What has to be done to the spool's files again and again: opens the directory, writes what had to stay in memory, finds
 * what earlier processes left, forces everything to the disk, gives up the oldest segments when there are too many, and
 * deletes those that nobody needs. Never throws because of the disk: samples then wait in memory. For one thread.
 */
@Component
@OnSource(SourceName.HOST)
final class SpoolUpkeep {

    private static final Logger log = LoggerFactory.getLogger(SpoolUpkeep.class);

    /** Samples written before the lock is given back; less than a millisecond. */
    private static final int AT_ONCE = 50;

    private static final long BETWEEN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final SpoolContents contents;
    private final SpoolFiles files;
    private final SpoolSearch search;
    private final SpoolLimit limit;
    private boolean searched;

    SpoolUpkeep(ProducerProperties properties, SpoolContents contents, SpoolFiles files) {
        this.contents = contents;
        this.files = files;
        this.search = new SpoolSearch(contents, files);
        this.limit =
                new SpoolLimit(contents, files, properties.spool().maxSize().toBytes());
    }

    /** From now on samples can be written. */
    void open() {
        try {
            openFiles();
        } catch (IOException reason) {
            failed(reason);
        }
    }

    /** One round. */
    void keep() {
        try {
            openFiles();
            findEarlier();
            force();
            dropBeyondMaxSize();
        } catch (IOException reason) {
            failed(reason);
        }
        deleteWhatIsDone();
    }

    /** A last round. What Kafka has not acknowledged stays in the spool, for the next process. */
    void close() {
        keep();
        try {
            synchronized (contents) {
                contents.writer().seal();
            }
            force();
            deleteWhatIsDone();
            files.close();
        } catch (IOException reason) {
            failed(reason);
        }
    }

    private void openFiles() throws IOException {
        if (files.open()) {
            searched = false;
        }
        writeFromMemory();
    }

    private void findEarlier() throws IOException {
        if (!searched) {
            searched = search.findEarlier();
        }
    }

    private void failed(IOException reason) {
        synchronized (contents) {
            contents.writer().failed(reason);
        }
    }

    private void writeFromMemory() {
        synchronized (contents) {
            contents.writer().tryAgain();
        }
        boolean more = true;
        while (more) {
            synchronized (contents) {
                more = contents.writeFromMemory(AT_ONCE);
            }
            // Otherwise this thread may have the lock again before the sampling thread, which waits for it, wakes up.
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }

    private void force() throws IOException {
        Optional<SegmentFile> growing;
        synchronized (contents) {
            growing = contents.writer().file();
        }
        forceComplete();
        if (growing.isPresent()) {
            growing.get().force();
            growing.get().requireThere();
        }
        synchronized (contents) {
            contents.writer().forced();
        }
    }

    /** Those behind one that fails stay for the next round. */
    private void forceComplete() throws IOException {
        Optional<SegmentFile> complete = nextComplete();
        while (complete.isPresent()) {
            try (SegmentFile file = complete.get()) {
                file.force();
            }
            complete = nextComplete();
        }
    }

    private Optional<SegmentFile> nextComplete() {
        synchronized (contents) {
            return contents.writer().nextComplete();
        }
    }

    private void dropBeyondMaxSize() throws IOException {
        limit.dropSetAside();
        List<Segment> given = limit.giveUpOldest();
        if (!given.isEmpty()) {
            force();
            for (Segment segment : given) {
                limit.drop(segment);
            }
        }
    }

    private void deleteWhatIsDone() {
        Optional<Segment> done = nextDone();
        while (done.isPresent()) {
            try {
                delete(done.get());
            } catch (IOException later) {
                log.debug("{} stays for now", done.get().name(), later);
                return;
            }
            done = nextDone();
        }
    }

    private Optional<Segment> nextDone() {
        synchronized (contents) {
            return contents.segments().deletable(contents.losses());
        }
    }

    private void delete(Segment segment) throws IOException {
        if (segment.isUnreadable()) {
            files.setAside(segment.name());
        } else {
            files.delete(segment.name());
        }
        synchronized (contents) {
            contents.segments().remove(segment);
        }
    }
}
