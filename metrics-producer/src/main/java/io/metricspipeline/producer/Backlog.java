package io.metricspipeline.producer;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out the samples that are on disk alone, oldest first, at a bounded pace; reads one segment at a time. A sample
 * that cannot be read back is declared as lost. Used by one thread, which holds the spool's lock but for {@code load}.
 */
final class Backlog {

    private static final Logger log = LoggerFactory.getLogger(Backlog.class);

    /** The reason may be a passing one: a segment is tried again after 1, 2, 4 … s before it counts as unreadable. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(256);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final SpoolContents contents;
    private final SpoolFiles files;
    private final Pace pace;
    private @Nullable Segment loaded;
    private Map<Long, Frame> frames = Map.of();
    private long end;
    private Duration pause = FIRST_PAUSE;

    /** The segment that the pauses are for. */
    private @Nullable Segment awaited;

    Backlog(SpoolContents contents, SpoolFiles files, int perSecond, LongSupplier nanoTime) {
        this.contents = contents;
        this.files = files;
        this.pace = new Pace(perSecond, nanoTime);
    }

    /** The segment to be loaded before the next sample can be given out, if that is due. */
    Optional<Segment> toLoad() {
        Optional<Segment> oldest = contents.segments().oldestWaiting();
        if (oldest.isEmpty()) {
            forget();
        }
        if (awaited != null && oldest.filter(segment -> segment == awaited).isEmpty()) {
            pace.pause(0);
            recovered();
        }
        return oldest.filter(segment -> pace.nanosToNext() == 0 && !isLoaded(segment));
    }

    /**
     * Reads the file.
     *
     * @param end of the segment, which may be growing, when this was called
     */
    void load(Segment segment, long end) {
        try {
            index(SegmentContent.read(files.read(segment.name())).frames());
        } catch (IOException reason) {
            if (pause.compareTo(LONGEST_PAUSE) <= 0) {
                waitFor(segment, reason);
                return;
            }
            setAside(segment, reason);
        }
        this.loaded = segment;
        this.end = end;
        recovered();
    }

    private void waitFor(Segment segment, IOException reason) {
        String unread = segment.name() + " cannot be read now: " + reason;
        if (pause.equals(FIRST_PAUSE)) {
            log.warn("What is on disk alone waits: {}", unread);
        }
        synchronized (contents) {
            contents.unread(unread);
        }
        awaited = segment;
        pace.pause(pause.toNanos());
        pause = pause.multipliedBy(2);
    }

    private void setAside(Segment segment, IOException reason) {
        log.warn("{} cannot be read and is set aside: {}", segment.name(), reason.toString());
        synchronized (contents) {
            segment.unreadable();
        }
        frames = Map.of();
    }

    private void recovered() {
        if (awaited != null) {
            awaited = null;
            pause = FIRST_PAUSE;
            synchronized (contents) {
                contents.unread(null);
            }
        }
    }

    /** The oldest sample, if one is due and loaded. */
    Optional<HostSample> poll() {
        Optional<Segment> oldest = contents.segments().oldestWaiting();
        while (oldest.filter(this::isLoaded).isPresent() && pace.nanosToNext() == 0) {
            Optional<HostSample> sample = poll(oldest.get());
            if (sample.isPresent()) {
                pace.step();
                return sample;
            }
            oldest = contents.segments().oldestWaiting();
        }
        return Optional.empty();
    }

    /** How long to wait for the next one, if nothing happens meanwhile. */
    long millisToNext() {
        return contents.segments().oldestWaiting().isPresent()
                ? Math.max(1, Duration.ofNanos(pace.nanosToNext()).toMillis())
                : LONGEST_WAIT.toMillis();
    }

    private Optional<HostSample> poll(Segment segment) {
        long sequence = segment.nextWaiting();
        segment.take(sequence);
        Optional<HostSample> sample =
                Optional.ofNullable(frames.get(sequence)).flatMap(frame -> HostSample.fromJson(frame.payload()));
        if (sample.isEmpty()) {
            contents.lose(segment.name().producerId(), sequence, Loss.Reason.DAMAGED);
        }
        return sample;
    }

    private boolean isLoaded(Segment segment) {
        return segment == loaded && segment.nextWaiting() < end;
    }

    private void index(List<Frame> read) {
        Map<Long, Frame> samples = new HashMap<>();
        read.stream()
                .filter(frame -> frame.kind() == Frame.Kind.SAMPLE)
                .forEach(frame -> samples.put(frame.sequence(), frame));
        frames = samples;
    }

    private void forget() {
        loaded = null;
        frames = Map.of();
    }
}
