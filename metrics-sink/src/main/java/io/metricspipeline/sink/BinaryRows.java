package io.metricspipeline.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Values in, the bytes of {@code COPY … WITH (FORMAT binary)} out.
 * Format: PostgreSQL documentation, "COPY", "Binary Format".
 */
final class BinaryRows {

    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int NULL = -1;
    private static final int LARGEST_VALUE = 4 + Long.BYTES;

    private ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);

    BinaryRows() {
        bytes.put(SIGNATURE).putInt(0).putInt(0); // no flags, no header extension
    }

    void startRow(int columns) {
        room().putShort((short) columns);
    }

    void bigint(@Nullable Long value) {
        if (value == null) {
            room().putInt(NULL);
        } else {
            room().putInt(Long.BYTES).putLong(value);
        }
    }

    void integer(int value) {
        room().putInt(Integer.BYTES).putInt(value);
    }

    void doublePrecision(@Nullable Double value) {
        if (value == null) {
            room().putInt(NULL);
        } else {
            room().putInt(Double.BYTES).putDouble(value);
        }
    }

    void timestamptz(@Nullable Instant value) {
        bigint(value == null ? null : ChronoUnit.MICROS.between(POSTGRES_EPOCH, value));
    }

    /** Ends the rows; nothing can be added after. */
    ByteBuffer finish() {
        room().putShort((short) -1);
        return bytes.flip();
    }

    private ByteBuffer room() {
        if (bytes.remaining() < LARGEST_VALUE) {
            bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
        }
        return bytes;
    }
}
