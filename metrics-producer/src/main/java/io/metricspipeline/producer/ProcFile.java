package io.metricspipeline.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of Linux's /proc, held open: each reading from its begin gives what holds now. To be used by one thread at a time. */
final class ProcFile {

    private final Path path;
    private byte[] bytes = new byte[16 * 1024];
    private @Nullable RandomAccessFile file;

    ProcFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    String read() throws IOException {
        if (file == null) {
            file = new RandomAccessFile(path.toFile(), "r");
        }
        try {
            int length = fill(file);
            return new String(bytes, 0, length, ISO_8859_1);
        } catch (IOException failure) {
            file.close();
            file = null;
            throw failure;
        }
    }

    /** The first number of the line that begins with this word. */
    static @Nullable Long number(String text, String word) {
        int line = text.startsWith(word + ' ') ? 0 : 1 + text.indexOf('\n' + word + ' ');
        if (!text.startsWith(word, line)) {
            return null;
        }
        int from = line + word.length();
        while (text.charAt(from) == ' ') {
            from++;
        }
        int to = from;
        while (to < text.length() && Character.isDigit(text.charAt(to))) {
            to++;
        }
        return Long.valueOf(text.substring(from, to));
    }

    /** How many bytes there are. */
    private int fill(RandomAccessFile open) throws IOException {
        open.seek(0);
        int length = 0;
        // The kernel gives a page or so at a time.
        for (int read = 0; read >= 0; read = open.read(bytes, length, bytes.length - length)) {
            length += read;
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
        }
        return length;
    }
}
