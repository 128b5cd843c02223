package io.metricspipeline.localstack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A sample in a spool's segment, found without the producer's code: kind (1), length of the payload (3), checksum (4), sequence
 * (8), payload. The name of the segment has the producerId after its first dash.
 */
record SpoolFrame(Path segment, int offset, int payload, SampleKey sample) {
    private static final String SEGMENT = ".segment";
    private static final int HEADER = 16;
    private static final int SEQUENCE_AT = 8;
    private static final int SAMPLE = 1;
    private static final int ID_AT = 14;
    private static final int ID_LENGTH = 36;

    /** The oldest first. Damage done before is found, too: it leaves the lengths alone. */
    static List<SpoolFrame> findIn(Path spool) throws IOException {
        List<SpoolFrame> frames = new ArrayList<>();
        try (Stream<Path> files = Files.list(spool)) {
            for (Path file : files.filter(file -> file.toString().endsWith(SEGMENT))
                    .sorted()
                    .toList()) {
                findIn(file, frames);
            }
        }
        return frames;
    }

    /** One byte of the payload, which is text, becomes none of text. */
    void damage() throws IOException {
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), offset + HEADER + payload / 2);
        }
    }

    private static void findIn(Path segment, List<SpoolFrame> frames) throws IOException {
        String name = String.valueOf(segment.getFileName());
        UUID producerId = UUID.fromString(name.substring(ID_AT, ID_AT + ID_LENGTH));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
        int offset = 0;
        while (bytes.limit() - offset >= HEADER) {
            int payload = bytes.getInt(offset) & 0xFFFFFF;
            if (bytes.get(offset) == SAMPLE && offset + HEADER + payload <= bytes.limit()) {
                SampleKey sample = new SampleKey(producerId, bytes.getLong(offset + SEQUENCE_AT));
                frames.add(new SpoolFrame(segment, offset, payload, sample));
            }
            offset += HEADER + payload;
        }
    }
}
