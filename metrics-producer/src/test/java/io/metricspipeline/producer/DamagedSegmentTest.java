package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A segment of 64 KiB, in memory, cut off after every byte and with every byte changed: every undamaged frame survives,
 * and just the damaged or torn one is declared.
 */
class DamagedSegmentTest {

    private static final int SIZE = 64 * 1024;
    private static final SegmentName NAME = new SegmentName(0, Samples.PRODUCER, 1_000);
    private static final Loss LOSS = new Loss(new UUID(1, 2), 5, 9, Loss.Reason.SPOOL_FULL);

    private final List<Frame> frames = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final byte[] segment = segment();

    /** Full samples, and in the middle a loss. */
    private byte[] segment() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long sequence = NAME.first(); bytes.size() < SIZE; sequence++) {
            add(bytes, Frame.of(Samples.full(sequence)));
            if (frames.size() == 40) {
                add(bytes, Frame.of(LOSS));
            }
        }
        starts.add(bytes.size());
        return bytes.toByteArray();
    }

    @Test
    void isReadWhole() {
        assertThat(segment).hasSizeBetween(SIZE, SIZE + 1_000);
        assertThat(SegmentContent.read(segment)).isEqualTo(new SegmentContent(frames, 0));
    }

    @Test
    void cutOffAfterEveryByte() {
        for (int length = 0; length <= segment.length; length++) {
            SegmentContent content = SegmentContent.read(Arrays.copyOf(segment, length));
            int whole = frameAt(length);

            if (!content.frames().equals(frames.subList(0, whole))) {
                throw new AssertionError("Cut off after " + length + ": " + content.frames());
            }
            boolean torn = starts.get(whole) != length && frames.get(whole).kind() == Frame.Kind.SAMPLE;
            assertDeclared(
                    content, torn ? List.of(frames.get(whole).sequence()) : List.of(), "Cut off after " + length);
        }
    }

    @Test
    void withEveryByteChanged() {
        for (int at = 0; at < segment.length; at++) {
            segment[at] ^= (byte) 0xFF;
            assertOnlyTheFrameAtIsLost(at);
            segment[at] ^= (byte) 0xFF;
        }
    }

    @Test
    void withABitOfEveryByteChanged() {
        for (int at = 0; at < segment.length; at++) {
            segment[at] ^= (byte) (1 << at % 8);
            assertOnlyTheFrameAtIsLost(at);
            segment[at] ^= (byte) (1 << at % 8);
        }
    }

    private void assertOnlyTheFrameAtIsLost(int at) {
        SegmentContent content = SegmentContent.read(segment);
        int damaged = frameAt(at);

        List<Frame> survivors = new ArrayList<>(frames);
        survivors.remove(damaged);
        if (!content.frames().equals(survivors)) {
            throw new AssertionError("Byte " + at + " changed: " + content.frames());
        }
        Frame frame = frames.get(damaged);
        assertDeclared(
                content,
                frame.kind() == Frame.Kind.SAMPLE ? List.of(frame.sequence()) : List.of(),
                "Byte " + at + " changed");
    }

    /** As after a restart, when nobody knows of a later segment. */
    private static void assertDeclared(SegmentContent content, List<Long> sequences, String what) {
        FoundProcess process = new FoundProcess(Samples.PRODUCER);
        process.add(NAME, 0, content, null);
        List<Long> declared = process.losses().stream()
                .filter(loss -> loss.reason() == Loss.Reason.DAMAGED)
                .flatMapToLong(loss -> LongStream.rangeClosed(loss.fromSequence(), loss.toSequence()))
                .boxed()
                .toList();
        boolean keepsTheLoss =
                process.losses().contains(LOSS) == content.frames().contains(Frame.of(LOSS));
        if (!declared.equals(sequences) || !keepsTheLoss) {
            throw new AssertionError(what + ": declared " + process.losses() + " instead of " + sequences);
        }
    }

    /** How many frames end within so many bytes. */
    private int frameAt(int length) {
        int frame = 0;
        while (frame < frames.size() && starts.get(frame + 1) <= length) {
            frame++;
        }
        return frame;
    }

    private void add(ByteArrayOutputStream bytes, Frame frame) {
        starts.add(bytes.size());
        frames.add(frame);
        bytes.writeBytes(frame.toBytes());
    }
}
