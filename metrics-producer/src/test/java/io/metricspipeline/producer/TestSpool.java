package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The spool of one process that takes samples 0, 1, 2 ...; its upkeep goes round when the test says so. */
final class TestSpool {

    private static final AtomicLong STARTS = new AtomicLong();

    final UUID producerId = UUID.randomUUID();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    final SpoolFiles files;
    final SpoolContents contents;
    private final Path directory;
    private final Clock clock;
    private final Spool spool;
    private final SpoolUpkeep upkeep;
    private final Set<Long> notDurable = new HashSet<>();
    private long taken;

    TestSpool(Path directory, String... settings) {
        ProducerProperties properties =
                Samples.settings(Stream.concat(Stream.of("spool.directory=" + directory), Stream.of(settings))
                        .toArray(String[]::new));
        // Each process starts a second after the one before.
        this.directory = directory;
        clock = Clock.fixed(Samples.TIME.plusSeconds(STARTS.incrementAndGet()), ZoneOffset.UTC);
        ProducerMetrics metrics = new ProducerMetrics(meters, new Metronome(properties, nanos::get));
        files = new SpoolFiles(properties);
        contents = new SpoolContents(properties, files, clock, metrics);
        spool = new Spool(properties, contents, files, metrics, clock, nanos::get);
        upkeep = new SpoolUpkeep(properties, contents, files);
        upkeep.keep();
    }

    Spool spool() {
        return spool;
    }

    /** Takes this many samples. */
    TestSpool append(int samples) {
        LongStream.range(taken, taken + samples)
                .mapToObj(sequence -> Samples.sample(producerId, sequence))
                .filter(sample -> !spool.append(sample))
                .forEach(sample -> notDurable.add(sample.sequence()));
        taken += samples;
        return this;
    }

    /** Takes the next event; the pace of the backlog is no hindrance. */
    SampleEvent take() {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        try {
            return spool.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<SampleEvent> take(int events) {
        return Stream.<SampleEvent>generate(this::take).limit(events).toList();
    }

    /** Publishes all there is, in the order in which it comes. */
    List<SampleEvent> drain() {
        List<SampleEvent> events = new ArrayList<>();
        while (spool.unsettled() > 0) {
            SampleEvent event = take();
            spool.acknowledged(event);
            events.add(event);
        }
        assertConservation();
        return events;
    }

    /** Publishes all that is in memory, and leaves the rest. */
    void drainLive() {
        for (int sample = 0; sample < LiveSamples.MOST_WRITTEN; sample++) {
            spool.acknowledged(take());
        }
    }

    /** Publishes all there is but this one, which was taken before. */
    void drainBut(SampleEvent event) {
        while (spool.unsettled() > 1) {
            spool.acknowledged(take());
        }
        assertThat(spool.unsettled()).isEqualTo(1);
    }

    boolean mayTake() {
        synchronized (contents) {
            return contents.live().hasWaiting()
                    || contents.segments().oldestWaiting().isPresent();
        }
    }

    /** Until the next round of the upkeep. */
    void failDisk() {
        synchronized (contents) {
            contents.writer().failed(new IOException("The test says so"));
        }
    }

    /** Those that only ever were in memory, as the taken log would tell, also when they are declared there by now. */
    Set<Long> inMemoryAlone() {
        synchronized (contents) {
            return notDurable.stream()
                    .filter(sequence -> contents.segments()
                            .all()
                            .noneMatch(segment ->
                                    segment.name().producerId().equals(producerId) && segment.isUnsettled(sequence)))
                    .collect(Collectors.toSet());
        }
    }

    List<Segment> earlierProcesses() {
        synchronized (contents) {
            return contents.segments()
                    .all()
                    .filter(segment -> !segment.name().producerId().equals(producerId))
                    .toList();
        }
    }

    TestSpool keep() {
        upkeep.keep();
        return this;
    }

    /** Takes one sample and publishes it, with whatever there is to be told. */
    SampleEvent publishOne() {
        append(1);
        SampleEvent event = take();
        spool.acknowledged(event);
        return event;
    }

    /** Ends as by kill -9: what the system does for a dead process, and nothing else. */
    void kill() {
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends as by SIGTERM. */
    void stop() {
        upkeep.close();
    }

    void assertConservation() {
        synchronized (contents) {
            Conservation.assertHolds(meters);
        }
    }

    long lost(Loss.Reason reason) {
        return (long) meters.get("producer.samples.lost")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    /** Of the segment that begins with this sample. */
    Path file(long first) {
        return directory.resolve(new SegmentName(clock.millis(), producerId, first).toString());
    }

    List<Path> segments() throws IOException {
        return segments(directory).stream()
                .filter(file -> file.toString().contains(producerId.toString()))
                .toList();
    }

    static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(".segment"))
                    .sorted()
                    .toList();
        }
    }

    static long first(Path segment) {
        return SegmentName.parse(segment.getFileName().toString()).orElseThrow().first();
    }

    static List<Long> sequences(List<SampleEvent> events, UUID producerId) {
        return events.stream()
                .map(SampleEvent::sample)
                .filter(sample -> sample.producerId().equals(producerId))
                .map(HostSample::sequence)
                .toList();
    }

    static List<Long> range(long from, long end) {
        return LongStream.range(from, end).boxed().toList();
    }

    static void truncate(Path file, int bytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - bytes);
        }
    }

    static void overwrite(Path file, int from, int bytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(from).write(ByteBuffer.allocate(bytes));
        }
    }
}
