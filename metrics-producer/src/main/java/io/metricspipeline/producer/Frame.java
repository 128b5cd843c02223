package io.metricspipeline.producer;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One entry of a segment and its bytes: kind (1), length of the payload (3), CRC-32C of everything else (4), sequence
 * (8), payload (JSON). The kinds are no bytes of JSON text, so that a frame is found again after a damaged one.
 *
 * @param sequence that of the sample; 0 for the other kinds
 */
record Frame(Kind kind, long sequence, ByteBuffer payload) {

    /** What a frame holds. */
    enum Kind {
        SAMPLE(1),
        LOSS(2),
        /** Samples that are not in the spool since Kafka had them before: they are not damaged. */
        NO_LOSS(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    private static final Kind[] KINDS = Kind.values();

    static final int HEADER = 16;
    private static final int CHECKSUM_AT = 4;
    private static final int SEQUENCE_AT = 8;
    private static final int LONGEST_PAYLOAD = 64 * 1024;

    static Frame of(HostSample sample) {
        return new Frame(Kind.SAMPLE, sample.sequence(), ByteBuffer.wrap(sample.toJson()));
    }

    static Frame of(Loss loss) {
        return new Frame(Kind.LOSS, 0, ByteBuffer.wrap(loss.toJson()));
    }

    static Frame ofNo(Loss loss) {
        return new Frame(Kind.NO_LOSS, 0, ByteBuffer.wrap(loss.toJson()));
    }

    int size() {
        return HEADER + payload.remaining();
    }

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(size());
        bytes.putInt(kind.code << 24 | payload.remaining());
        bytes.putInt(0).putLong(sequence).put(payload.duplicate());
        bytes.putInt(CHECKSUM_AT, checksum(bytes.array(), 0, size()));
        return bytes.array();
    }

    /** The undamaged frame that begins here, if one does. */
    static Optional<Frame> at(int offset, byte[] bytes) {
        if (bytes.length - offset < HEADER || kindAt(offset, bytes).isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int length = payloadLengthAt(offset, bytes);
        int size = HEADER + length;
        if (length > LONGEST_PAYLOAD
                || size > bytes.length - offset
                || buffer.getInt(offset + CHECKSUM_AT) != checksum(bytes, offset, size)) {
            return Optional.empty();
        }
        ByteBuffer payload = buffer.slice(offset + HEADER, length);
        return Optional.of(new Frame(kindAt(offset, bytes).get(), buffer.getLong(offset + SEQUENCE_AT), payload));
    }

    /** Also of a frame whose rest is damaged or missing. */
    static Optional<Kind> kindAt(int offset, byte[] bytes) {
        for (Kind kind : KINDS) {
            if (kind.code == bytes[offset]) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    static int payloadLengthAt(int offset, byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(offset) & 0xFFFFFF;
    }

    private static int checksum(byte[] bytes, int offset, int size) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, CHECKSUM_AT);
        checksum.update(bytes, offset + SEQUENCE_AT, size - SEQUENCE_AT);
        return (int) checksum.getValue();
    }
}
