package io.metricspipeline.sink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The value of a record of any topic in, the same bytes out once they are something, not too much, and UTF-8. */
final class RecordBytes {

    private static final int MOST = 64 * 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private RecordBytes() {}

    static byte[] require(byte @Nullable [] value) throws UndecodableRecord {
        if (value == null) {
            throw new UndecodableRecord(RejectReason.TOMBSTONE, "the record has no value");
        }
        if (value.length == 0) {
            throw new UndecodableRecord(RejectReason.EMPTY, "the value has no bytes");
        }
        if (value.length > MOST) {
            throw new UndecodableRecord(
                    RejectReason.TOO_LARGE, value.length + " bytes; the most is " + MOST + " bytes");
        }
        requireUtf8(value);
        return value;
    }

    /** Jackson takes overlong forms. ASCII, which events are but for some names, needs no second look. */
    private static void requireUtf8(byte[] text) throws UndecodableRecord {
        try {
            if (!isAscii(text)) {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            }
        } catch (CharacterCodingException notUtf8) {
            throw new UndecodableRecord(RejectReason.NOT_JSON, "the value is no UTF-8");
        }
    }

    private static boolean isAscii(byte[] text) {
        long bits = 0;
        int at = 0;
        for (; at <= text.length - Long.BYTES; at += Long.BYTES) {
            bits |= (long) LONGS.get(text, at);
        }
        for (; at < text.length; at++) {
            bits |= text[at];
        }
        return (bits & 0x8080808080808080L) == 0;
    }
}
