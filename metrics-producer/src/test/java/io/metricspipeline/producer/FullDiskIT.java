package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of a megabyte that somebody else fills; only where this may be mounted. */
class FullDiskIT {

    private static final int SAMPLES = 5_000;

    @TempDir
    private Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        assumeThat(mounted).isTrue();
        Files.write(disk.resolve("filler"), new byte[700 << 10]);
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", "--lazy", disk.toString())).isTrue();
        }
    }

    @Test
    void keepsInMemoryWhatDoesNotFitAndWritesItAsSoonAsItCan() throws IOException {
        TestSpool killed = open().append(SAMPLES);
        assertThat(killed.spool().trouble()).get().asString().contains("No space left");
        assertThat(killed.spool().inMemoryAlone()).isBetween(2_000, 4_500);
        killed.keep();

        Files.delete(disk.resolve("filler"));
        killed.keep();
        assertThat(killed.spool().trouble()).isEmpty();
        killed.kill();

        TestSpool next = open();
        assertThat(TestSpool.sequences(next.drain(), killed.producerId))
                .isEqualTo(LongStream.range(0, SAMPLES).boxed().toList());
        assertThat(next.publishOne().losses()).isEmpty();
        next.kill();
    }

    @Test
    void drainsAndDeletesWhileItIsFull() {
        TestSpool spool = open().append(SAMPLES);

        assertThat(spool.drain()).hasSize(SAMPLES);
        spool.keep();

        assertThat(spool.spool().bytes()).isZero();
        assertThat(spool.publishOne().losses()).isEmpty();
        spool.kill();
    }

    private TestSpool open() {
        return new TestSpool(disk.resolve("spool"));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
