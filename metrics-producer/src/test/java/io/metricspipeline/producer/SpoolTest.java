package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real files, in segments of 128 KiB: some 740 samples each. */
class SpoolTest {

    @TempDir
    private Path directory;

    @Test
    void givesTheLiveSamplesFirstAndThenThoseThatAreOnDiskAlone() {
        TestSpool spool = open().append(3_000);

        List<Long> sequences = TestSpool.sequences(spool.drain(), spool.producerId);

        assertThat(sequences.subList(0, 1_000)).isEqualTo(range(2_000, 3_000));
        assertThat(sequences.subList(1_000, 3_000)).isEqualTo(range(0, 2_000));
    }

    @Test
    void saysThatEverythingBelowTheLowestUnacknowledgedSampleIsAcknowledged() {
        TestSpool spool = open().append(3_000);

        List<SampleEvent> events = spool.drain();

        assertThat(events.subList(0, 1_001)).allMatch(event -> event.acknowledgedBelow() == 0);
        assertThat(events.get(1_500).acknowledgedBelow()).isEqualTo(500);
        assertThat(spool.publishOne().acknowledgedBelow()).isEqualTo(3_000);
    }

    @Test
    void sendsTheSamplesOfAKilledProcessAgainUnderItsNameAndClosesIt() throws IOException {
        TestSpool killed = open().append(1_200);
        killed.spool().acknowledged(killed.take());
        killed.kill();

        TestSpool next = open();
        List<SampleEvent> events = next.drain();
        assertThat(TestSpool.sequences(events, killed.producerId)).isEqualTo(range(0, 1_200));
        assertThat(events)
                .allMatch(event -> event.acknowledgedBelow() == event.sample().sequence());
        assertThat(next.meters.get("producer.samples.found").counter().count()).isEqualTo(1_200);

        next.keep();
        assertThat(segmentsOf(killed)).hasSize(1);
        next.append(2);
        SampleEvent carries = next.take();
        SampleEvent repeats = next.take();
        assertThat(carries.closed()).containsExactly(new ClosedProducer(killed.producerId, 1_200));
        assertThat(repeats.closed()).isEqualTo(carries.closed());
        next.keep();
        assertThat(segmentsOf(killed)).hasSize(1);

        next.spool().acknowledged(repeats);
        next.keep();
        assertThat(segmentsOf(killed)).isEmpty();
        assertThat(next.publishOne().closed()).isEmpty();
    }

    @Test
    void closesAProcessAfterItsOwnRestartToo() {
        TestSpool killed = open().append(10);
        killed.kill();
        TestSpool second = open();
        second.drain();
        second.kill();

        TestSpool third = open();
        assertThat(TestSpool.sequences(third.drain(), killed.producerId)).isEqualTo(range(0, 10));
        assertThat(third.publishOne().closed()).containsExactly(new ClosedProducer(killed.producerId, 10));
    }

    @Test
    void sendsNothingAgainAfterAStopThatLeftNothing() throws IOException {
        TestSpool stopped = open().append(700);
        stopped.drain();
        stopped.stop();
        assertThat(segmentsOf(stopped))
                .hasSize(1)
                .allMatch(segment -> segment.toFile().length() == 0);

        TestSpool next = open();

        assertThat(next.spool().unsettled()).isZero();
        assertThat(next.publishOne().closed()).containsExactly(new ClosedProducer(stopped.producerId, 700));
        next.keep();
        assertThat(segmentsOf(stopped)).isEmpty();
    }

    @Test
    void leavesTheRestInTheSpoolWhenItStops() {
        TestSpool stopped = open().append(20);
        stopped.spool().acknowledged(stopped.take());
        stopped.stop();

        TestSpool next = open();

        assertThat(TestSpool.sequences(next.drain(), stopped.producerId)).isEqualTo(range(0, 20));
    }

    @Test
    void deletesSegmentsInTheirOrderWhenAllIsAcknowledged() throws IOException {
        TestSpool spool = open().append(2_000);
        spool.keep();
        assertThat(segmentsOf(spool)).hasSizeGreaterThan(2);

        SampleEvent live = spool.take();
        spool.drainBut(live);
        spool.keep();
        long kept = segmentsOf(spool).size();
        spool.spool().acknowledged(live);
        spool.keep();

        assertThat(kept).isGreaterThan(1);
        assertThat(segmentsOf(spool)).hasSize(1);
    }

    @Test
    void sendsAFailedSampleOfTheBacklogAgain() {
        TestSpool spool = open().append(1_010);
        spool.drainLive();
        SampleEvent failed = spool.take();
        spool.spool().sendAgain(failed);

        assertThat(TestSpool.sequences(spool.drain(), spool.producerId)).isEqualTo(range(0, 10));
    }

    @Test
    void dropsTheOldestSegmentsBeyondItsSizeAndDeclaresThem() throws IOException {
        TestSpool spool = open().append(9_000);
        spool.keep();

        long size = segmentsOf(spool).stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
        assertThat(size).isBetween(900_000L, 1L << 20);
        long first = TestSpool.first(segmentsOf(spool).get(0));
        SampleEvent event = spool.take();
        assertThat(event.losses()).containsExactly(new Loss(spool.producerId, 0, first - 1, Loss.Reason.SPOOL_FULL));
        assertThat(event.acknowledgedBelow()).isEqualTo(first);
        assertThat(spool.lost(Loss.Reason.SPOOL_FULL)).isEqualTo(first);
        spool.assertConservation();
    }

    @Test
    void tellsTheLossesOfAKilledProcess() throws IOException {
        TestSpool killed = open().append(9_000);
        killed.keep();
        long first = TestSpool.first(segmentsOf(killed).get(0));
        killed.kill();

        TestSpool next = open();

        Loss loss = new Loss(killed.producerId, 0, first - 1, Loss.Reason.SPOOL_FULL);
        SampleEvent live = next.publishOne();
        assertThat(live.losses()).containsExactly(loss);
        assertThat(next.take().losses()).isEmpty();
    }

    @Test
    void dropsWhatEarlierProcessesLeftFirstAndStillClosesThem() throws IOException {
        TestSpool killed = open().append(2_000);
        killed.kill();
        TestSpool full = open().append(9_000);
        full.keep();
        assertThat(segmentsOf(killed))
                .hasSize(1)
                .allMatch(segment -> segment.toFile().length() == 0);
        full.kill();

        TestSpool next = open();
        SampleEvent event = next.publishOne();

        assertThat(event.losses()).contains(new Loss(killed.producerId, 0, 1_999, Loss.Reason.SPOOL_FULL));
        assertThat(next.publishOne().closed()).containsExactly(new ClosedProducer(killed.producerId, 2_000));
    }

    @Test
    void cutsOffATornTailAndDeclaresIt() throws IOException {
        TestSpool killed = open().append(10);
        killed.kill();
        truncate(segmentsOf(killed).get(0), 100);

        TestSpool next = open();

        List<SampleEvent> events = next.drain();
        assertThat(TestSpool.sequences(events, killed.producerId)).isEqualTo(range(0, 9));
        assertThat(events.get(0).losses()).containsExactly(new Loss(killed.producerId, 9, 9, Loss.Reason.DAMAGED));
        assertThat(next.publishOne().closed()).containsExactly(new ClosedProducer(killed.producerId, 10));
    }

    @Test
    void skipsDamagedFramesAndDeclaresThem() throws IOException {
        TestSpool killed = open().append(1_000);
        killed.kill();
        overwrite(segmentsOf(killed).get(0), 1_000, 500);

        TestSpool next = open();

        List<SampleEvent> events = next.drain();
        Loss loss = events.get(0).losses().get(0);
        assertThat(loss.reason()).isEqualTo(Loss.Reason.DAMAGED);
        assertThat(loss.toSequence() - loss.fromSequence()).isBetween(1L, 3L);
        assertThat(TestSpool.sequences(events, killed.producerId))
                .containsExactlyElementsOf(range(0, 1_000).stream()
                        .filter(sequence -> sequence < loss.fromSequence() || sequence > loss.toSequence())
                        .toList());
    }

    @Test
    void setsAnUnreadableSegmentAsideAndDeclaresItByTheNextOnesName() throws IOException {
        TestSpool killed = open().append(2_000);
        killed.kill();
        Path unreadable = segmentsOf(killed).get(1);
        long first = TestSpool.first(unreadable);
        long next = TestSpool.first(segmentsOf(killed).get(2));
        Files.delete(unreadable);
        Files.createDirectory(unreadable);

        TestSpool spool = open();
        List<SampleEvent> events = spool.drain();
        spool.publishOne();
        spool.keep();

        assertThat(events.get(0).losses())
                .containsExactly(new Loss(killed.producerId, first, next - 1, Loss.Reason.DAMAGED));
        assertThat(events).hasSize((int) (2_000 - (next - first)));
        assertThat(directory.resolve(unreadable.getFileName() + ".damaged")).exists();
    }

    @Test
    void declaresWhatIsDamagedWhileItRuns() throws IOException {
        TestSpool spool = open().append(3_000);
        overwrite(segmentsOf(spool).get(0), 0, 100);

        List<SampleEvent> events = spool.drain();

        assertThat(TestSpool.sequences(events, spool.producerId)).hasSize(2_999).doesNotContain(0L);
        assertThat(events.get(1_000).losses()).containsExactly(new Loss(spool.producerId, 0, 0, Loss.Reason.DAMAGED));
    }

    @Test
    void aRefusedSampleIsSetAsideAndDeclaredUntilThatIsAcknowledgedAlsoOverARestart() throws IOException {
        TestSpool killed = open().append(1);
        killed.spool().refused(killed.take());
        killed.keep();
        assertThat(Files.readAllLines(directory.resolve("refused.jsonl"))).hasSize(1);
        killed.kill();

        TestSpool next = open();

        SampleEvent again = next.take();
        assertThat(again.sample().producerId()).isEqualTo(killed.producerId);
        next.spool().refused(again);
        assertThat(next.publishOne().losses()).containsExactly(new Loss(killed.producerId, 0, 0, Loss.Reason.REFUSED));
        assertThat(next.publishOne().closed()).containsExactly(new ClosedProducer(killed.producerId, 1));
    }

    @Test
    void anotherProcessInTheSameDirectoryKeepsItsSamplesInMemoryUntilItIsAlone() {
        TestSpool first = open().append(5);
        TestSpool second = open().append(5);
        assertThat(second.spool().trouble()).get().asString().contains("another process uses it");
        assertThat(second.spool().inMemoryAlone()).isEqualTo(5);

        first.kill();
        second.keep();

        assertThat(second.spool().trouble()).isEmpty();
        assertThat(second.meters.get("producer.spool.writable").gauge().value()).isEqualTo(1);
        assertThat(second.spool().inMemoryAlone()).isZero();
        assertThat(TestSpool.sequences(second.drain(), first.producerId)).isEqualTo(range(0, 5));
    }

    @Test
    void goesBackToTheDiskByItselfWithAllItHadToKeepAndToDeclare() throws IOException {
        Path spoolDirectory = directory.resolve("spool");
        Files.createFile(spoolDirectory);
        TestSpool killed = new TestSpool(spoolDirectory, "queue-capacity=100").append(120);
        Files.delete(spoolDirectory);
        killed.keep();
        assertThat(killed.spool().inMemoryAlone()).isZero();
        killed.kill();

        TestSpool next = new TestSpool(spoolDirectory);

        assertThat(next.publishOne().losses())
                .containsExactly(new Loss(killed.producerId, 0, 19, Loss.Reason.QUEUE_FULL));
        assertThat(TestSpool.sequences(next.drain(), killed.producerId)).isEqualTo(range(20, 120));
    }

    @Test
    void noticesThatItsDirectoryWasRemovedAndMakesItAgain() throws IOException {
        TestSpool spool = open().append(5);
        for (Path file : List.of(segmentsOf(spool).get(0), directory.resolve("lock"), directory)) {
            Files.delete(file);
        }

        spool.keep();
        spool.keep();
        spool.append(5);

        assertThat(segmentsOf(spool)).hasSize(1);
        assertThat(TestSpool.sequences(spool.drain(), spool.producerId)).isEqualTo(range(0, 10));
    }

    private TestSpool open() {
        return new TestSpool(directory, "spool.max-size=1MB");
    }

    private List<Path> segmentsOf(TestSpool spool) throws IOException {
        return TestSpool.segments(directory).stream()
                .filter(file -> file.toString().contains(spool.producerId.toString()))
                .toList();
    }

    private static List<Long> range(long from, long end) {
        return LongStream.range(from, end).boxed().toList();
    }

    private static void truncate(Path file, int bytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - bytes);
        }
    }

    private static void overwrite(Path file, int from, int bytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(from).write(ByteBuffer.allocate(bytes));
        }
    }
}
