package io.metricspipeline.producer;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment's file, which is all that is known about a segment besides its content. In the order of their
 * names the segments of one process follow each other, and so do the processes.
 *
 * @param startedAt when the process started, in milliseconds since 1970
 * @param first the lowest sequence that can be in the segment
 */
record SegmentName(long startedAt, UUID producerId, long first) {

    private static final Pattern FORMAT = Pattern.compile(
            "(\\d{13})-(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})-([0-8]\\d{18})\\.segment");

    /** Empty when the file is no segment. */
    static Optional<SegmentName> parse(String file) {
        Matcher parts = FORMAT.matcher(file);
        return parts.matches()
                ? Optional.of(new SegmentName(
                        Long.parseLong(parts.group(1)),
                        UUID.fromString(parts.group(2)),
                        Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    SegmentName withFirst(long other) {
        return new SegmentName(startedAt, producerId, other);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%013d-%s-%019d.segment", startedAt, producerId, first);
    }
}
