package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where this user may mount one. */
final class DiskIT {
    private static final byte[] MEBIBYTE = new byte[1 << 20];

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void requirePossible() {
        assumeTrue(Disk.isPossibleIn(directory));
    }

    @Test
    void takesNothingMoreWhileItIsFull() throws IOException {
        try (Disk disk = Disk.mount(directory.resolve("small"))) {
            Path before = Files.write(directory.resolve("small/before"), MEBIBYTE);
            disk.fill();
            assertThatThrownBy(() -> Files.write(directory.resolve("small/more"), MEBIBYTE))
                    .isInstanceOf(IOException.class);

            disk.empty();
            assertThat(Files.write(directory.resolve("small/more"), MEBIBYTE)).hasBinaryContent(MEBIBYTE);
            assertThat(before).hasBinaryContent(MEBIBYTE);
        }
    }

    @Test
    void leavesInItsDirectoryWhatItHeld() throws IOException {
        Disk disk = Disk.mount(directory.resolve("small"));
        Files.write(directory.resolve("small/file"), MEBIBYTE);
        disk.close();

        assertThat(directory.resolve("small/file")).hasBinaryContent(MEBIBYTE);
    }
}
