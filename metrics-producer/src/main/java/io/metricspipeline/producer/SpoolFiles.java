package io.metricspipeline.producer;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The spool's directory, which belongs to one process at a time: the one that holds the lock on a file in it. The
 * system gives the lock back when that process ends, however it ends.
 */
@Component
@OnSource(SourceName.HOST)
final class SpoolFiles {

    private static final Logger log = LoggerFactory.getLogger(SpoolFiles.class);

    private static final String SET_ASIDE = ".damaged";

    private static final long MOST_REFUSED_BYTES = 1 << 20;

    private final Path directory;
    private @Nullable FileChannel lock;

    SpoolFiles(ProducerProperties properties) {
        this.directory = Path.of(properties.spool().directory()).toAbsolutePath();
    }

    Path directory() {
        return directory;
    }

    /** Makes the directory and takes the lock. False when both was done before. Tells, as an exception, why not. */
    boolean open() throws IOException {
        Path lockFile = directory.resolve("lock");
        if (lock != null && Files.exists(lockFile)) {
            return false;
        }
        close();
        Files.createDirectories(directory);
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isTaken(channel)) {
            channel.close();
            throw new IOException("another process uses it");
        }
        lock = channel;
        return true;
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException thisProcess) {
            return true;
        }
    }

    void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    /** In the order of their processes and sequences. */
    List<SegmentName> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> SegmentName.parse(file.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .sorted((one, other) -> one.toString().compareTo(other.toString()))
                    .toList();
        }
    }

    SegmentFile create(SegmentName name) throws IOException {
        return new SegmentFile(directory, name.toString());
    }

    /** With a stream: unlike a channel it does not fail when its thread is interrupted. */
    byte[] read(SegmentName name) throws IOException {
        try (FileInputStream file = new FileInputStream(path(name).toFile())) {
            return file.readAllBytes();
        }
    }

    /** 0 where even that cannot be told. */
    long size(SegmentName name) {
        return path(name).toFile().length();
    }

    void delete(SegmentName name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    void deleteIfPossible(SegmentName name) {
        deleteIfPossible(path(name));
    }

    private static void deleteIfPossible(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException later) {
            log.debug("{} stays", file, later);
        }
    }

    /** Out of the way, for somebody to look at. */
    void setAside(SegmentName name) throws IOException {
        if (Files.exists(path(name))) {
            Files.move(path(name), directory.resolve(name + SET_ASIDE), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The newest that fit into so many bytes stay. */
    void dropSetAside(long room) throws IOException {
        long bytes = 0;
        for (Path file : setAside()) {
            bytes += file.toFile().length();
            if (bytes > room) {
                log.warn("The spool is full: {} is deleted", file.getFileName());
                deleteIfPossible(file);
            }
        }
    }

    /** The newest first. */
    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SET_ASIDE))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /** A sample that Kafka refuses, for somebody to look at; a megabyte of them at most. */
    void setAside(SampleEvent refused) {
        Path file = directory.resolve("refused.jsonl");
        try {
            if (file.toFile().length() < MOST_REFUSED_BYTES) {
                String line = new String(refused.toJson(), StandardCharsets.UTF_8) + "\n";
                Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException reason) {
            log.debug("A refused sample is not set aside", reason);
        }
    }

    private Path path(SegmentName name) {
        return directory.resolve(name.toString());
    }
}
