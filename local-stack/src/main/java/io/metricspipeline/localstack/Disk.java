package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A file system in memory in the place of one directory, which can be full: it is made no larger than what it holds. That costs
 * no memory and no time, as a file of ballast would. When it is closed the directory has what it held.
 */
final class Disk implements AutoCloseable {
    private static final String ROOMY = "8g";
    private static final Duration LONGEST_FILLING = Duration.ofSeconds(10);
    private static final String KEEP =
            "cp -a \"$1\" \"$1.kept\" && umount -l \"$1\" && rmdir \"$1\" && mv \"$1.kept\" \"$1\"";

    private final Path directory;

    private Disk(Path directory) {
        this.directory = directory;
    }

    /** Whether this system lets this user mount one at all. */
    static boolean isPossibleIn(Path directory) {
        try (Disk disk = mount(directory.resolve("disk"))) {
            return Files.isDirectory(disk.directory);
        } catch (UncheckedIOException notAllowed) {
            return false;
        }
    }

    static Disk mount(Path directory) {
        try {
            Files.createDirectories(directory);
            run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + ROOMY, "tmpfs", directory.toString());
            return new Disk(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Others may still write while it is done. */
    void fill() {
        if (!Patience.until(this::triesToFill, LONGEST_FILLING)) {
            throw new IllegalStateException(directory + " cannot be filled");
        }
    }

    void empty() throws IOException {
        resize(ROOMY);
    }

    @Override
    public void close() {
        try {
            run("sh", "-c", KEEP, "keep", directory.toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean triesToFill() {
        try {
            long used = Files.getFileStore(directory).getTotalSpace()
                    - Files.getFileStore(directory).getUnallocatedSpace();
            resize(Long.toString(used));
            return true;
        } catch (IOException moreWasWritten) {
            return false;
        }
    }

    private void resize(String size) throws IOException {
        run("mount", "-o", "remount,size=" + size, directory.toString());
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int status = process.onExit().join().exitValue();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with status " + status);
        }
    }
}
