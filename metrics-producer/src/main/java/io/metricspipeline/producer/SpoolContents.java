package io.metricspipeline.producer;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Every sample that is unsettled (neither acknowledged by Kafka nor declared as lost), in memory and on disk, and every
 * declaration that is not acknowledged. Its monitor guards all parts of the spool: call these methods while holding it.
 */
@Component
@OnSource(SourceName.HOST)
final class SpoolContents {

    private static final long SEGMENT_SIZE = 4L << 20;

    private final int capacity;
    private final ProducerMetrics metrics;
    private final Losses losses = new Losses();
    private final LiveSamples live = new LiveSamples();
    private final Segments segments = new Segments();
    private final SpoolWriter writer;
    private @Nullable String unread;

    SpoolContents(ProducerProperties properties, SpoolFiles files, Clock clock, ProducerMetrics metrics) {
        long maxSize = properties.spool().maxSize().toBytes();
        this.capacity = properties.queueCapacity();
        this.metrics = metrics;
        this.writer = new SpoolWriter(files, segments, losses, clock.millis(), Math.min(SEGMENT_SIZE, maxSize / 8));
    }

    Losses losses() {
        return losses;
    }

    LiveSamples live() {
        return live;
    }

    Segments segments() {
        return segments;
    }

    SpoolWriter writer() {
        return writer;
    }

    /** What cannot be read now, and why; null when that is over. */
    void unread(@Nullable String reason) {
        unread = reason;
    }

    Optional<String> unread() {
        return Optional.ofNullable(unread);
    }

    void addEarlier(FoundProcess found) {
        segments.addEarlier(found.segments());
        found.losses().forEach(losses::add);
        metrics.found(found.samples());
        metrics.lost(Loss.Reason.DAMAGED, found.damagedSamples());
    }

    /** True when it is written. */
    boolean add(HostSample sample) {
        metrics.taken();
        segments.current(sample.producerId());
        boolean written = live.unwritten() == 0 && writer.write(sample);
        live.add(sample, written);
        if (live.unwritten() > capacity) {
            live.oldestUnwritten().ifPresent(oldest -> lose(oldest, Loss.Reason.QUEUE_FULL));
        }
        leaveExcessOnDisk();
        return written;
    }

    /** Writes what is in memory alone, some samples at a time. False when there is nothing left that can be written. */
    boolean writeFromMemory(int most) {
        for (int sample = 0; sample < most; sample++) {
            Optional<HostSample> oldest = live.oldestUnwritten().filter(writer::write);
            if (oldest.isEmpty()) {
                return false;
            }
            live.written(oldest.get().sequence());
            leaveExcessOnDisk();
        }
        return true;
    }

    private void leaveExcessOnDisk() {
        live.excess().ifPresent(sample -> segmentOf(sample).ifPresent(segment -> segment.leave(sample.sequence())));
    }

    boolean isUnsettled(HostSample sample) {
        boolean inMemoryAlone = segments.isCurrent(sample.producerId()) && live.isUnwritten(sample.sequence());
        return inMemoryAlone
                || segmentOf(sample)
                        .filter(segment -> segment.isUnsettled(sample.sequence()))
                        .isPresent();
    }

    /** Its flight has failed. */
    void putBack(HostSample sample) {
        if (!isUnsettled(sample)) {
            return;
        }
        if (segments.isCurrent(sample.producerId())) {
            live.putBack(sample);
            leaveExcessOnDisk();
        } else {
            segmentOf(sample).ifPresent(segment -> segment.leave(sample.sequence()));
        }
    }

    void acknowledged(HostSample sample) {
        if (settle(sample.producerId(), sample.sequence())) {
            metrics.acknowledged();
        }
    }

    void lose(HostSample sample, Loss.Reason reason) {
        lose(sample.producerId(), sample.sequence(), reason);
    }

    void lose(UUID producerId, long sequence, Loss.Reason reason) {
        if (settle(producerId, sequence)) {
            losses.add(new Loss(producerId, sequence, sequence, reason));
            metrics.lost(reason, 1);
        }
    }

    /** False when it was settled before, as one that was lost during its flight: it counts once. */
    private boolean settle(UUID producerId, long sequence) {
        boolean wasInMemoryAlone = segments.isCurrent(producerId) && live.forget(sequence);
        return segments.settle(producerId, sequence) || wasInMemoryAlone;
    }

    /** Every sequence below its acknowledgedBelow is acknowledged, or declared here or before. */
    SampleEvent event(HostSample sample) {
        UUID producerId = sample.producerId();
        long lowestUnsettled = LongStream.of(
                        sample.sequence(), lowestOnDisk(producerId), lowestInMemoryAlone(producerId))
                .min()
                .getAsLong();
        return new SampleEvent(
                sample,
                Math.min(lowestUnsettled, losses.firstNotCarried(producerId, lowestUnsettled)),
                losses.toCarry(),
                segments.toClose(losses));
    }

    private long lowestOnDisk(UUID producerId) {
        return segments.of(producerId)
                .map(ProcessSegments::lowestUnsettled)
                .orElseGet(OptionalLong::empty)
                .orElse(Long.MAX_VALUE);
    }

    private long lowestInMemoryAlone(UUID producerId) {
        return live.oldestUnwritten()
                .filter(sample -> sample.producerId().equals(producerId))
                .map(HostSample::sequence)
                .orElse(Long.MAX_VALUE);
    }

    /** Declares all that these segments still hold, also on disk. False when that is not possible: they have to stay. */
    boolean giveUp(List<Segment> given) {
        if (given.isEmpty() || !writer.takesLosses()) {
            return false;
        }
        given.forEach(this::lose);
        return writer.write(given.stream()
                .flatMap(segment -> segments.of(segment.name().producerId()).stream()
                        .flatMap(process -> process.keptBy(segment, losses).stream()))
                .distinct()
                .toList());
    }

    private void lose(Segment segment) {
        if (segments.isCurrent(segment.name().producerId())) {
            live.forgetWritten(segment.name().first(), segment.end());
        }
        for (Loss loss : segment.giveUp(Loss.Reason.SPOOL_FULL)) {
            losses.add(loss);
            metrics.lost(loss.reason(), loss.samples());
        }
    }

    long unsettled() {
        return live.unwritten()
                + segments.all().mapToLong(Segment::unsettledSamples).sum();
    }

    Optional<Instant> oldestUnsettled() {
        return Stream.concat(
                        live.oldestUnwritten().map(HostSample::sampledAt).stream(),
                        segments.all().flatMap(Segment::oldestUnsettled))
                .min(Instant::compareTo);
    }

    long bytes() {
        return segments.all().mapToLong(Segment::bytes).sum();
    }

    private Optional<Segment> segmentOf(HostSample sample) {
        return segments.of(sample.producerId()).flatMap(process -> process.segmentOf(sample.sequence()));
    }
}
