package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The directory is taken from the spool, or fails, and comes back. */
@ExtendWith(OutputCaptureExtension.class)
class SpoolOutageTest {

    @TempDir
    private Path directory;

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
        assertThat(TestSpool.sequences(second.drain(), first.producerId)).isEqualTo(TestSpool.range(0, 5));
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
        assertThat(TestSpool.sequences(next.drain(), killed.producerId)).isEqualTo(TestSpool.range(20, 120));
    }

    @Test
    void noticesThatItsDirectoryWasRemovedAndMakesItAgain() throws IOException {
        TestSpool spool = open().append(5);
        for (Path file : List.of(spool.segments().get(0), directory.resolve("lock"), directory)) {
            Files.delete(file);
        }

        spool.keep();
        spool.keep();
        spool.append(5);

        assertThat(spool.segments()).hasSize(1);
        assertThat(TestSpool.sequences(spool.drain(), spool.producerId)).isEqualTo(TestSpool.range(0, 10));
    }

    @Test
    void declaresNothingThatKafkaAcknowledgedFromMemory() {
        TestSpool killed = open().append(100);
        killed.failDisk();
        killed.append(100);
        List<SampleEvent> events = killed.take(150);
        events.subList(1, 150).forEach(killed.spool()::acknowledged);
        SampleEvent inFlight = killed.take();
        killed.spool().acknowledged(killed.take());
        killed.keep();
        assertThat(killed.spool().inMemoryAlone()).isZero();
        killed.kill();

        TestSpool next = open();

        assertThat(next.lost(Loss.Reason.DAMAGED)).isZero();
        events = next.drain();
        assertThat(events).allMatch(event -> event.losses().isEmpty());
        assertThat(TestSpool.sequences(events, killed.producerId))
                .doesNotContain(149L, 151L)
                .contains(99L, inFlight.sample().sequence(), 152L, 199L);
    }

    /** What /dev/null takes cannot be forced to a disk. */
    @Test
    void logsADiskThatCannotBeForcedOnceAndItsRecoveryOnce(CapturedOutput output) throws IOException {
        TestSpool spool = open();
        for (long first = 0; first < 5; first++) {
            Files.createSymbolicLink(spool.file(first), Path.of("/dev/null"));
            spool.append(1).keep();
            assertThat(spool.spool().trouble()).isPresent();
        }

        spool.append(1).keep();

        assertThat(spool.spool().trouble()).isEmpty();
        assertThat(output).containsOnlyOnce("cannot be written");
        assertThat(output).containsOnlyOnce("after 5 failures; 5 of them had waited in memory");
    }

    @Test
    void filesBehindOneThatCannotBeForcedAreForcedLater() throws IOException {
        TestSpool spool = open();
        Files.createSymbolicLink(spool.file(0), Path.of("/dev/null"));
        spool.append(2_000).keep();
        assertThat(spool.spool().trouble()).isPresent();

        assertThat(spool.contents.writer().nextComplete()).isPresent();
        assertThat(spool.contents.writer().nextComplete()).isPresent();
    }

    private TestSpool open() {
        return new TestSpool(directory, "spool.max-size=1MB");
    }
}
