package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

        assertThat(sequences.subList(0, 1_000)).isEqualTo(TestSpool.range(2_000, 3_000));
        assertThat(sequences.subList(1_000, 3_000)).isEqualTo(TestSpool.range(0, 2_000));
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
    void deletesSegmentsInTheirOrderWhenAllIsAcknowledged() throws IOException {
        TestSpool spool = open().append(2_000);
        spool.keep();
        assertThat(spool.segments()).hasSizeGreaterThan(2);

        SampleEvent live = spool.take();
        spool.drainBut(live);
        spool.keep();
        long kept = spool.segments().size();
        spool.spool().acknowledged(live);
        spool.keep();

        assertThat(kept).isGreaterThan(1);
        assertThat(spool.segments()).hasSize(1);
    }

    @Test
    void sendsAFailedSampleOfTheBacklogAgain() {
        TestSpool spool = open().append(1_010);
        spool.drainLive();
        SampleEvent failed = spool.take();
        spool.spool().sendAgain(failed);

        assertThat(TestSpool.sequences(spool.drain(), spool.producerId)).isEqualTo(TestSpool.range(0, 10));
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

    private TestSpool open() {
        return new TestSpool(directory, "spool.max-size=1MB");
    }
}
