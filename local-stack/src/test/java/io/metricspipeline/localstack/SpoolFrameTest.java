package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment of two samples and a loss between them, as the producer's RATIONALE.md has it, and the beginning of a third. */
final class SpoolFrameTest {
    private static final UUID PRODUCER = UUID.fromString("3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60");
    private static final int SAMPLE = 1;
    private static final int LOSS = 2;
    private static final int PAYLOAD = 10;

    @TempDir
    private Path spool = Path.of("");

    private Path segment = Path.of("");

    @BeforeEach
    void write() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(3 * (16 + PAYLOAD) + 16);
        put(bytes, SAMPLE, 7);
        put(bytes, LOSS, 0);
        put(bytes, SAMPLE, 8);
        bytes.putInt(SAMPLE << 24 | PAYLOAD).putInt(0).putLong(9);
        segment = spool.resolve("1795237313123-" + PRODUCER + "-0000000000000000007.segment");
        Files.write(segment, bytes.array());
        Files.createFile(spool.resolve("lock"));
    }

    @Test
    void findsTheWholeSamples() throws IOException {
        assertThat(SpoolFrame.findIn(spool))
                .extracting(SpoolFrame::sample)
                .containsExactly(new SampleKey(PRODUCER, 7), new SampleKey(PRODUCER, 8));
    }

    @Test
    void damagesOneByteOfOnePayloadAndFindsItAgain() throws IOException {
        byte[] before = Files.readAllBytes(segment);

        SpoolFrame.findIn(spool).get(1).damage();

        byte[] after = Files.readAllBytes(segment);
        int damaged = 2 * (16 + PAYLOAD) + 16 + PAYLOAD / 2;
        assertThat(after[damaged]).isZero();
        after[damaged] = before[damaged];
        assertThat(after).isEqualTo(before);
        assertThat(SpoolFrame.findIn(spool)).hasSize(2);
    }

    private static void put(ByteBuffer bytes, int kind, long sequence) {
        bytes.putInt(kind << 24 | PAYLOAD)
                .putInt(0)
                .putLong(sequence)
                .put("{ \"a\": 1 }".getBytes(StandardCharsets.UTF_8));
    }
}
