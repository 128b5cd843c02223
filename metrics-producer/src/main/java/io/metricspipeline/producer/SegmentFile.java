package io.metricspipeline.producer;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A segment's file while it is written: one write call an append, which the system's cache takes, and fsync when told.
 * Unlike a channel, the stream does not close when its thread is interrupted.
 */
final class SegmentFile implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(SegmentFile.class);

    private final Path directory;
    private final Path path;
    private final FileOutputStream stream;
    private volatile boolean dirty = true;
    private boolean named;

    SegmentFile(Path directory, String name) throws IOException {
        this.directory = directory;
        this.path = directory.resolve(name);
        this.stream = new FileOutputStream(path.toFile());
    }

    void append(byte[] bytes) throws IOException {
        stream.write(bytes);
        dirty = true;
    }

    void force() throws IOException {
        if (dirty) {
            dirty = false;
            stream.getFD().sync();
        }
        if (!named) {
            named = true;
            forceName();
        }
    }

    /** So that the name survives a power cut too, where the system can do that. */
    private void forceName() {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException impossible) {
            log.debug("The name of {} is not forced", path, impossible);
        }
    }

    /** Somebody may have removed it: then what is written goes nowhere. */
    void requireThere() throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
