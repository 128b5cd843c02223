package io.metricspipeline.sink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

    // On the array itself: half the work of a ByteBuffer, which checks its limit at every value.
    private static final VarHandle SHORTS = bigEndian(short[].class);
    private static final VarHandle INTS = bigEndian(int[].class);
    private static final VarHandle LONGS = bigEndian(long[].class);

    private final CopyIn copy;
    private final byte[] bytes = new byte[64 * 1024];
    private int length;

    BinaryRows(CopyIn copy) {
        this.copy = copy;
        System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
        length = SIGNATURE.length + 2 * Integer.BYTES; // no flags, no header extension
    }

    void startRow(int columns) throws SQLException {
        if (bytes.length - length < Short.BYTES + columns * LARGEST_VALUE) {
            send();
        }
        append((short) columns);
    }

    void bigint(long value) {
        append(Long.BYTES);
        LONGS.set(bytes, length, value);
        length += Long.BYTES;
    }

    void bigint(@Nullable Long value) {
        if (value == null) {
            append(NULL);
        } else {
            bigint(value.longValue());
        }
    }

    void integer(int value) {
        append(Integer.BYTES);
        append(value);
    }

    /** By its bits it is as long as a bigint. */
    void doublePrecision(@Nullable Double value) {
        if (value == null) {
            append(NULL);
        } else {
            bigint(Double.doubleToLongBits(value));
        }
    }

    void timestamptz(@Nullable Instant value) {
        if (value == null) {
            append(NULL);
        } else {
            long seconds = value.getEpochSecond() - POSTGRES_EPOCH_SECOND;
            bigint(1_000_000 * seconds + value.getNano() / 1_000);
        }
    }

    /** Ends the rows; nothing can be added after. */
    void finish() throws SQLException {
        if (bytes.length - length < Short.BYTES) {
            send();
        }
        append((short) -1);
        send();
    }

    private void append(short value) {
        SHORTS.set(bytes, length, value);
        length += Short.BYTES;
    }

    private void append(int value) {
        INTS.set(bytes, length, value);
        length += Integer.BYTES;
    }

    private void send() throws SQLException {
        copy.writeToCopy(bytes, 0, length);
        length = 0;
    }

    private static VarHandle bigEndian(Class<?> values) {
        return MethodHandles.byteArrayViewVarHandle(values, ByteOrder.BIG_ENDIAN);
    }
}
