package io.metricspipeline.producer;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks after the spool's files once a second, on a thread of its own: opens the directory, finds what earlier processes
 * left, writes what had to stay in memory, forces everything to the disk, gives up the oldest segments when there are
 * too many, and deletes those that nobody needs.
 */
@Component
final class SpoolKeeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SpoolKeeper.class);

    /** Samples written before the lock is given back; less than a millisecond. */
    private static final int AT_ONCE = 50;

    private final SpoolContents contents;
    private final SpoolFiles files;
    private final SpoolSearch search;
    private final SpoolLimit limit;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private boolean searched;
    private volatile @Nullable Thread thread;

    SpoolKeeper(ProducerProperties properties, SpoolContents contents, SpoolFiles files) {
        this.contents = contents;
        this.files = files;
        this.search = new SpoolSearch(contents, files);
        this.limit =
                new SpoolLimit(contents, files, properties.spool().maxSize().toBytes());
    }

    /** One round. Never throws because of the disk: samples then wait in memory. */
    void keep() {
        try {
            open();
            if (!searched) {
                search.findEarlier();
                searched = true;
            }
            force();
            dropBeyondMaxSize();
            deleteWhatIsDone();
        } catch (IOException reason) {
            failed(reason);
        }
    }

    private void open() throws IOException {
        if (files.open()) {
            searched = false;
        }
        writeFromMemory();
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
        }
    }

    private void force() throws IOException {
        List<SegmentFile> complete;
        Optional<SegmentFile> growing;
        synchronized (contents) {
            complete = contents.writer().complete();
            growing = contents.writer().file();
        }
        for (SegmentFile file : complete) {
            try (file) {
                file.force();
            }
        }
        if (growing.isPresent()) {
            growing.get().force();
            growing.get().requireThere();
        }
    }

    private void dropBeyondMaxSize() throws IOException {
        Optional<Segment> segment = limit.giveUpOldest();
        while (segment.isPresent()) {
            force();
            limit.drop(segment.get());
            segment = limit.giveUpOldest();
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

    private void keepUntilStopped() {
        try {
            do {
                keepWhateverHappens();
            } while (!stopping.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException hurried) {
            log.debug("Interrupted", hurried);
        }
    }

    private void keepWhateverHappens() {
        try {
            keep();
        } catch (RuntimeException reason) {
            log.error("The spool was not looked after; trying again", reason);
        }
    }

    /** The very first sample is written already; a long search does not delay it. */
    @Override
    public void start() {
        try {
            open();
        } catch (IOException reason) {
            failed(reason);
        }
        Thread keeping = new Thread(this::keepUntilStopped, "spool-keeper");
        thread = keeping;
        keeping.start();
    }

    /** What Kafka has not acknowledged stays in the spool. */
    @Override
    public void stop() {
        stopping.countDown();
        try {
            Objects.requireNonNull(thread).join();
            thread = null;
            keep();
            synchronized (contents) {
                contents.writer().seal();
            }
            force();
            deleteWhatIsDone();
            files.close();
        } catch (IOException reason) {
            log.warn("The spool was not closed", reason);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Starts before the sampling and the publisher, stops after them. */
    @Override
    public int getPhase() {
        return -1;
    }
}
