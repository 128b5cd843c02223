package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The directory that outlives the runs. One stack at a time holds it; its lock ends with the launcher, however that dies. */
final class DataDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel lock;

    private DataDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    static DataDirectory open(Path directory) {
        try {
            Files.createDirectories(directory.resolve("logs"));
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new CannotStart("Another local-stack is running on " + directory
                        + ". Stop it first, or choose another directory with --data=<directory>.");
            }
            return new DataDirectory(directory, channel);
        } catch (IOException failure) {
            throw new CannotStart("The data directory " + directory + " cannot be used: " + failure);
        }
    }

    Path path() {
        return directory;
    }

    Path logs() {
        return directory.resolve("logs");
    }

    Path newDirectory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** For this run: a build meanwhile writes the jar anew, and a process that loads its classes from it would break. */
    Path copy(Path jar, String name) {
        Path copy = newDirectory("jars").resolve(name + ".jar");
        try {
            return Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new CannotStart(jar + " cannot be copied to " + copy + ": " + failure);
        }
    }

    /** An empty log for this run. */
    Path newLog(String name) {
        try {
            return Files.write(logs().resolve(name + ".log"), new byte[0]);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }
}
