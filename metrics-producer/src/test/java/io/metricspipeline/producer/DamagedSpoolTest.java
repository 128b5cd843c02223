package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged, or cannot be read. */
class DamagedSpoolTest {

    @TempDir
    private Path directory;

    @Test
    void cutsOffATornTailAndDeclaresIt() throws IOException {
        TestSpool killed = open().append(10);
        killed.kill();
        TestSpool.truncate(killed.segments().get(0), 100);

        TestSpool next = open();

        List<SampleEvent> events = next.drain();
        assertThat(TestSpool.sequences(events, killed.producerId)).isEqualTo(TestSpool.range(0, 9));
        assertThat(events.get(0).losses()).containsExactly(new Loss(killed.producerId, 9, 9, Loss.Reason.DAMAGED));
        assertThat(next.publishOne().closed()).containsExactly(new ClosedProducer(killed.producerId, 10));
    }

    @Test
    void skipsDamagedFramesAndDeclaresThem() throws IOException {
        TestSpool killed = open().append(1_000);
        killed.kill();
        TestSpool.overwrite(killed.segments().get(0), 1_000, 500);

        TestSpool next = open();

        List<SampleEvent> events = next.drain();
        Loss loss = events.get(0).losses().get(0);
        assertThat(loss.reason()).isEqualTo(Loss.Reason.DAMAGED);
        assertThat(loss.toSequence() - loss.fromSequence()).isBetween(1L, 3L);
        assertThat(TestSpool.sequences(events, killed.producerId))
                .containsExactlyElementsOf(TestSpool.range(0, 1_000).stream()
                        .filter(sequence -> sequence < loss.fromSequence() || sequence > loss.toSequence())
                        .toList());
    }

    @Test
    void setsAnUnreadableSegmentAsideAndDeclaresItByTheNextOnesName() throws IOException {
        TestSpool killed = open().append(2_000);
        killed.kill();
        Path unreadable = killed.segments().get(1);
        long first = TestSpool.first(unreadable);
        long next = TestSpool.first(killed.segments().get(2));
        Files.delete(unreadable);
        Files.createDirectory(unreadable);

        TestSpool spool = open();
        assertThat(spool.spool().unread()).get().asString().contains(unreadable.getFileName() + " cannot be read now");
        for (int round = 1; round < SpoolSearch.MOST_ROUNDS; round++) {
            assertThat(spool.spool().unsettled()).isZero();
            spool.keep();
        }
        assertThat(spool.spool().unread()).isEmpty();
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
        TestSpool.overwrite(spool.segments().get(0), 0, 100);

        List<SampleEvent> events = spool.drain();

        assertThat(TestSpool.sequences(events, spool.producerId)).hasSize(2_999).doesNotContain(0L);
        assertThat(events.get(1_000).losses()).containsExactly(new Loss(spool.producerId, 0, 0, Loss.Reason.DAMAGED));
    }

    @Test
    void waitsForASegmentThatCannotBeReadAndSendsAllOfIt() throws IOException {
        TestSpool killed = open().append(1_000);
        killed.kill();
        Path segment = killed.segments().get(0);
        Path elsewhere = makeUnreadable(segment);

        TestSpool next = open();
        assertThat(next.publishOne().losses()).isEmpty();
        assertThat(next.spool().unsettled()).isZero();
        assertThat(next.spool().unread()).isPresent();

        makeReadable(segment, elsewhere);
        next.keep();
        assertThat(next.spool().unread()).isEmpty();
        List<SampleEvent> events = next.drain();
        assertThat(TestSpool.sequences(events, killed.producerId)).isEqualTo(TestSpool.range(0, 1_000));
        assertThat(events).allMatch(event -> event.losses().isEmpty());
    }

    @Test
    void waitsForASegmentOfItsOwnThatCannotBeReadBack() throws IOException {
        TestSpool spool = open().append(3_000);
        Segment segment = spool.contents.segments().oldestWaiting().orElseThrow();
        Path elsewhere = makeUnreadable(spool.file(0));
        AtomicLong nanos = new AtomicLong();
        Backlog backlog = new Backlog(spool.contents, spool.files, 1_000, nanos::get);

        backlog.load(segment, segment.end());
        assertThat(spool.spool().unread()).isPresent();
        assertThat(backlog.poll()).isEmpty();
        assertThat(backlog.toLoad()).isEmpty();

        makeReadable(spool.file(0), elsewhere);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(backlog.toLoad()).contains(segment);
        backlog.load(segment, segment.end());
        assertThat(spool.spool().unread()).isEmpty();
        assertThat(backlog.poll()).map(HostSample::sequence).contains(0L);
    }

    @Test
    void declaresNothingWhileNoSegmentAtAllCanBeRead() throws IOException {
        TestSpool killed = open().append(2_000);
        killed.kill();
        Map<Path, Path> moved = new HashMap<>();
        for (Path segment : killed.segments()) {
            moved.put(segment, makeUnreadable(segment));
        }

        TestSpool next = open();
        for (int round = 1; round < SpoolSearch.MOST_ROUNDS; round++) {
            next.keep();
        }
        assertThat(next.spool().unread()).isPresent();
        assertThat(next.lost(Loss.Reason.DAMAGED)).isZero();

        for (Map.Entry<Path, Path> segment : moved.entrySet()) {
            makeReadable(segment.getKey(), segment.getValue());
        }
        for (int round = 0; round < SpoolSearch.MOST_ROUNDS; round++) {
            next.keep();
        }
        assertThat(next.spool().unread()).isEmpty();
        assertThat(TestSpool.sequences(next.drain(), killed.producerId)).isEqualTo(TestSpool.range(0, 2_000));
    }

    @Test
    void givesEverySegmentAllTheTimeWhenTheOneBeforeItIsGivenUp() throws IOException {
        TestSpool spool = open().append(3_000);
        Segment segment = spool.contents.segments().oldestWaiting().orElseThrow();
        Backlog backlog = new Backlog(spool.contents, spool.files, 1_000, () -> 0);
        makeUnreadable(spool.file(0));
        for (int seconds = 1; seconds <= Backlog.LONGEST_PAUSE.toSeconds(); seconds *= 2) {
            backlog.load(segment, segment.end());
        }
        assertThat(segment.isUnreadable()).isFalse();
        segment.giveUp(Loss.Reason.SPOOL_FULL);

        Segment next = backlog.toLoad().orElseThrow();
        assertThat(spool.spool().unread()).isEmpty();
        makeUnreadable(spool.file(next.name().first()));
        backlog.load(next, next.end());
        assertThat(next.isUnreadable()).isFalse();
        assertThat(spool.spool().unread()).isPresent();

        spool.contents.segments().all().forEach(rest -> rest.giveUp(Loss.Reason.SPOOL_FULL));
        assertThat(backlog.toLoad()).isEmpty();
        assertThat(spool.spool().unread()).isEmpty();
    }

    /** As for a passing reason: what is there instead is no file. */
    private static Path makeUnreadable(Path segment) throws IOException {
        Path elsewhere = Files.move(segment, segment.resolveSibling(segment.getFileName() + ".elsewhere"));
        Files.createDirectory(segment);
        return elsewhere;
    }

    private static void makeReadable(Path segment, Path elsewhere) throws IOException {
        Files.delete(segment);
        Files.move(elsewhere, segment);
    }

    private TestSpool open() {
        return new TestSpool(directory, "spool.max-size=1MB");
    }
}
