package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool of a megabyte, in segments of 128 KiB, some 740 samples each, and more than fits. */
class FullSpoolTest {

    @TempDir
    private Path directory;

    @Test
    void dropsTheOldestSegmentsBeyondItsSizeAndDeclaresThem() throws IOException {
        TestSpool spool = open().append(9_000);
        spool.keep();

        long size = spool.segments().stream()
                .mapToLong(file -> file.toFile().length())
                .sum();
        assertThat(size).isBetween(900_000L, 1L << 20);
        long first = TestSpool.first(spool.segments().get(0));
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
        long first = TestSpool.first(killed.segments().get(0));
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
        assertThat(killed.segments())
                .hasSize(1)
                .allMatch(segment -> segment.toFile().length() == 0);
        full.kill();

        TestSpool next = open();
        SampleEvent event = next.publishOne();

        assertThat(event.losses()).contains(new Loss(killed.producerId, 0, 1_999, Loss.Reason.SPOOL_FULL));
        assertThat(next.publishOne().closed()).containsExactly(new ClosedProducer(killed.producerId, 2_000));
    }

    @Test
    void tellsLossesOfASpoolOfWhichAnyOneFileIsDamaged() throws IOException {
        TestSpool killed = open().append(9_000);
        killed.keep();
        Loss loss =
                new Loss(killed.producerId, 0, TestSpool.first(killed.segments().get(0)) - 1, Loss.Reason.SPOOL_FULL);
        killed.kill();

        assertToldWhicheverFileIsDamaged(killed, loss);
    }

    /** The disk came back with one sample to be written, and the limit gives up segments before the next one. */
    @Test
    void tellsAlsoTheLossesOfAnOutageThatEndsInAFullSpool() throws IOException {
        TestSpool before = open().append(9_000);
        TestSpool killed = open("queue-capacity=100").append(100);
        List<SampleEvent> inFlight = killed.take(100);
        killed.append(1);
        inFlight.subList(1, 100).forEach(killed.spool()::acknowledged);
        before.kill();
        killed.keep();
        assertThat(killed.lost(Loss.Reason.SPOOL_FULL)).isPositive();
        killed.kill();

        assertToldWhicheverFileIsDamaged(killed, new Loss(killed.producerId, 0, 0, Loss.Reason.QUEUE_FULL));
    }

    private void assertToldWhicheverFileIsDamaged(TestSpool killed, Loss loss) throws IOException {
        for (Path file : killed.segments()) {
            byte[] sound = Files.readAllBytes(file);
            Files.write(file, new byte[sound.length]);
            TestSpool next = open();
            assertThat(next.publishOne().losses()).contains(loss);
            next.kill();
            for (Path other : next.segments()) {
                Files.delete(other);
            }
            Files.write(file, sound);
        }
    }

    @Test
    void goesOnInASegmentThatItsFirstLossesFill() {
        TestSpool spool = open().append(3_000);
        for (int pair = 0; pair < 1_500; pair++) {
            spool.spool().refused(spool.take());
            spool.spool().acknowledged(new SampleEvent(spool.take().sample(), 0, List.of(), List.of()));
        }
        spool.append(6_000).keep();
        Path full = spool.file(9_000);
        assertThat(full.toFile().length()).isGreaterThan(128 << 10);

        spool.append(1);

        assertThat(full.toFile().length()).isGreaterThan(128 << 10);
    }

    @Test
    void deletesTheOldestThatWereSetAsideBeforeItGivesUpSamples() throws IOException {
        Path old = Files.write(directory.resolve("1000000000000-old.segment.damaged"), new byte[300 << 10]);
        Path young = Files.write(directory.resolve("1000000000001-young.segment.damaged"), new byte[300 << 10]);

        TestSpool spool = open().append(800);
        spool.keep();
        assertThat(old).exists();

        spool.append(2_000);
        spool.keep();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(spool.lost(Loss.Reason.SPOOL_FULL)).isZero();
    }

    private TestSpool open(String... settings) {
        return new TestSpool(
                directory,
                Stream.concat(Stream.of("spool.max-size=1MB"), Stream.of(settings))
                        .toArray(String[]::new));
    }
}
