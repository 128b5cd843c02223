package io.metricspipeline.producer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be read of a segment's bytes, however they are damaged: every undamaged frame, in order. Never throws.
 *
 * @param samplesTornOff how many samples the unreadable bytes at the end were: one when a write was cut off; as many as
 *     fit when more is damaged there
 */
record SegmentContent(List<Frame> frames, long samplesTornOff) {

    /** About that of a sample. */
    private static final int NOMINAL_FRAME = 700;

    static SegmentContent read(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        int readable = 0;
        int offset = 0;
        while (offset < bytes.length) {
            Optional<Frame> frame = Frame.at(offset, bytes);
            if (frame.isPresent()) {
                frames.add(frame.get());
                offset += frame.get().size();
                readable = offset;
            } else {
                offset++;
            }
        }
        return new SegmentContent(frames, samplesTornOff(bytes, readable, frames));
    }

    /** When nothing at all can be read. */
    static SegmentContent unreadable(long bytes) {
        return new SegmentContent(List.of(), count(bytes, NOMINAL_FRAME));
    }

    private static long samplesTornOff(byte[] bytes, int readable, List<Frame> frames) {
        int rest = bytes.length - readable;
        if (rest == 0 || isTornStatement(bytes, readable)) {
            return 0;
        }
        return count(
                rest,
                frames.stream()
                        .filter(frame -> frame.kind() == Frame.Kind.SAMPLE)
                        .mapToInt(Frame::size)
                        .average()
                        .orElse(NOMINAL_FRAME));
    }

    /** What was cut off tells of other samples, and is none. */
    private static boolean isTornStatement(byte[] bytes, int offset) {
        int rest = bytes.length - offset;
        return Frame.kindAt(offset, bytes)
                        .filter(kind -> kind != Frame.Kind.SAMPLE)
                        .isPresent()
                && (rest < Frame.HEADER || rest < Frame.HEADER + Frame.payloadLengthAt(offset, bytes));
    }

    private static long count(long bytes, double frame) {
        return bytes == 0 ? 0 : Math.max(1, Math.round(bytes / frame));
    }
}
