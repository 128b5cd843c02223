package io.metricspipeline.localstack.benchmark;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cheapest way to know what a host sample knows: three files of /proc, held open, and the file system's own answer, read into
 * one buffer. It parses nothing it does not need; what it returns only keeps the work from being left out.
 */
final class ProcReader implements Closeable {
    private final FileChannel stat = FileChannel.open(Path.of("/proc/stat"));
    private final FileChannel memory = FileChannel.open(Path.of("/proc/meminfo"));
    private final FileChannel network = FileChannel.open(Path.of("/proc/net/dev"));
    private final FileStore disk = Files.getFileStore(Path.of("/"));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);

    ProcReader() throws IOException {}

    long sample() throws IOException {
        return sum(stat) + sum(memory) + sum(network) + disk.getUsableSpace() + disk.getTotalSpace();
    }

    @Override
    public void close() throws IOException {
        stat.close();
        memory.close();
        network.close();
    }

    /** All of its numbers. */
    private long sum(FileChannel file) throws IOException {
        buffer.clear();
        while (file.read(buffer, buffer.position()) > 0) {
            // /proc gives a page at a time.
        }
        buffer.flip();
        long sum = 0;
        long number = 0;
        while (buffer.hasRemaining()) {
            byte character = buffer.get();
            if (character >= '0' && character <= '9') {
                number = 10 * number + character - '0';
            } else {
                sum += number;
                number = 0;
            }
        }
        return sum;
    }
}
