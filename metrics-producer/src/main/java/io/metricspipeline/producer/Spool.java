package io.metricspipeline.producer;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/**
 * Keeps samples, on disk, until Kafka acknowledges them, and gives them out as events: the live ones first, from
 * memory; those of an outage or of earlier processes besides, from disk, oldest first and at a bounded pace. Appending
 * never waits for Kafka. While the disk cannot be written, samples are kept in memory. What has to go is declared as
 * a loss. Every event that was taken must be settled by one of acknowledged, sendAgain, sendAgainWithFewer and refused.
 */
@Component
@OnSource(SourceName.HOST)
final class Spool {

    private static final long MILLIS_BETWEEN_LOOKS = 20;

    private final SpoolContents contents;
    private final Backlog backlog;
    private final SpoolFiles files;
    private final Clock clock;
    private final int capacity;
    private final long maxSize;

    Spool(
            ProducerProperties properties,
            SpoolContents contents,
            SpoolFiles files,
            ProducerMetrics metrics,
            Clock clock,
            LongSupplier nanoTime) {
        this.contents = contents;
        this.backlog = new Backlog(contents, files, properties.spool().drainPerSecond(), nanoTime);
        this.files = files;
        this.clock = clock;
        this.capacity = properties.queueCapacity();
        this.maxSize = properties.spool().maxSize().toBytes();
        metrics.spool(this);
    }

    /** Writes into the system's cache and waits for nothing else. True when the sample survives this process. */
    boolean append(HostSample sample) {
        synchronized (contents) {
            boolean written = contents.add(sample);
            contents.notifyAll();
            return written;
        }
    }

    /** Waits for a sample. The event belongs to the caller until it is settled. To be called by one thread. */
    SampleEvent take() throws InterruptedException {
        while (true) {
            Segment unread;
            long end;
            synchronized (contents) {
                Optional<HostSample> sample = contents.live().next().or(backlog::poll);
                if (sample.isPresent()) {
                    return contents.event(sample.get());
                }
                unread = backlog.toLoad().orElse(null);
                if (unread == null) {
                    contents.wait(backlog.millisToNext());
                    continue;
                }
                end = unread.end();
            }
            // Without the lock: reading takes time. What is appended beyond the end meanwhile is for the next load.
            backlog.load(unread, end);
        }
    }

    void acknowledged(SampleEvent event) {
        synchronized (contents) {
            contents.losses().acknowledged(event.losses());
            contents.segments().acknowledged(event.closed());
            contents.acknowledged(event.sample());
            // Nobody is woken: there is nothing new to take, and a turn of the publisher's thread costs as much as a
            // sample.
        }
    }

    void sendAgain(SampleEvent event) {
        synchronized (contents) {
            contents.putBack(event.sample());
            contents.notifyAll();
        }
    }

    /** Kafka does not take what the event carries besides its sample: it goes with later ones. */
    void sendAgainWithFewer(SampleEvent event) {
        synchronized (contents) {
            contents.losses().wereTooMany(event.carried());
            contents.putBack(event.sample());
            contents.notifyAll();
        }
    }

    /** Kafka will never take this sample. */
    void refused(SampleEvent event) {
        files.setAside(event);
        synchronized (contents) {
            contents.losses().wereNotTooMany();
            contents.lose(event.sample(), Loss.Reason.REFUSED);
            contents.notifyAll();
        }
    }

    /** Waits until everything is settled, at most this long. */
    void awaitEmpty(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (contents) {
            while (contents.unsettled() > 0 && deadline > System.nanoTime()) {
                contents.wait(MILLIS_BETWEEN_LOOKS);
            }
        }
    }

    /** Samples neither acknowledged nor lost. */
    long unsettled() {
        synchronized (contents) {
            return contents.unsettled();
        }
    }

    /** Those of them that die with this process. */
    int inMemoryAlone() {
        synchronized (contents) {
            return contents.live().unwritten();
        }
    }

    /** Age of the oldest unsettled sample. */
    Duration oldestAge() {
        synchronized (contents) {
            return contents.oldestUnsettled()
                    .map(when -> Duration.between(when, clock.instant()))
                    .orElse(Duration.ZERO);
        }
    }

    long bytes() {
        synchronized (contents) {
            return contents.bytes();
        }
    }

    /** Beyond which the oldest have to go. */
    long limit() {
        return maxSize;
    }

    /** Of the disk, or of the memory while the disk cannot be written. */
    int fillPercent() {
        synchronized (contents) {
            return (int)
                    Math.max(contents.bytes() * 100 / maxSize, contents.live().unwritten() * 100L / capacity);
        }
    }

    /** What cannot be read now, if so, and why: it waits and is tried again. */
    Optional<String> unread() {
        synchronized (contents) {
            return contents.unread();
        }
    }

    /** Why the disk cannot be written, if so. */
    Optional<String> trouble() {
        synchronized (contents) {
            return contents.writer().trouble();
        }
    }
}
