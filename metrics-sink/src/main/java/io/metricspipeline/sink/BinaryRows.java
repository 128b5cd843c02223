package io.metricspipeline.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Values in, the bytes of {@code COPY … WITH (FORMAT binary)} out, sent whenever 64 KiB are full: PostgreSQL reads the
 * first rows while the next ones are written, and no batch is in memory twice.
 * Format: PostgreSQL documentation, "COPY", "Binary Format".
 */
final class BinaryRows {

    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final long POSTGRES_EPOCH_SECOND =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
    private static final int NULL = -1;
    private static final int LARGEST_VALUE = Integer.BYTES + Long.BYTES;

    private final CopyIn copy;
    private final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);

    BinaryRows(CopyIn copy) {
        this.copy = copy;
        bytes.put(SIGNATURE).putInt(0).putInt(0); // no flags, no header extension
    }

    void startRow(int columns) throws SQLException {
        if (bytes.remaining() < Short.BYTES + columns * LARGEST_VALUE) {
            send();
        }
        bytes.putShort((short) columns);
    }

    void bigint(@Nullable Long value) {
        if (value == null) {
            bytes.putInt(NULL);
        } else {
            bytes.putInt(Long.BYTES).putLong(value);
        }
    }

    void integer(int value) {
        bytes.putInt(Integer.BYTES).putInt(value);
    }

    void doublePrecision(@Nullable Double value) {
        if (value == null) {
            bytes.putInt(NULL);
        } else {
            bytes.putInt(Double.BYTES).putDouble(value);
        }
    }

    void timestamptz(@Nullable Instant value) {
        if (value == null) {
            bytes.putInt(NULL);
        } else {
            long seconds = value.getEpochSecond() - POSTGRES_EPOCH_SECOND;
            bytes.putInt(Long.BYTES).putLong(1_000_000 * seconds + value.getNano() / 1_000);
        }
    }

    /** Ends the rows; nothing can be added after. */
    void finish() throws SQLException {
        if (bytes.remaining() < Short.BYTES) {
            send();
        }
        bytes.putShort((short) -1);
        send();
    }

    private void send() throws SQLException {
        copy.writeToCopy(bytes.array(), 0, bytes.position());
        bytes.clear();
    }
}
