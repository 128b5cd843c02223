package io.metricspipeline.sink;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the dead letters: read = matched + others, and matched = replayed + every kind of skipped. After a
 * failure the rest was not sent for sure: the next run sends it.
 */
final class ReplayReport {

    private static final int MOST_NAMES = 100;

    private final Map<Skip, Long> skipped = new EnumMap<>(Skip.class);
    private final List<String> cut = new ArrayList<>();
    private long cutMore;
    private long lookedAt;
    private long read;
    private long matched;
    private long replayed;

    /** Once for each reading of the topic. */
    void lookedAt() {
        lookedAt++;
    }

    void read() {
        read++;
    }

    void matched() {
        matched++;
    }

    void replayed(int letters) {
        replayed += letters;
    }

    void skipped(DeadLetter letter, Skip why) {
        skipped.merge(why, 1L, Long::sum);
        if (why != Skip.CUT) {
            return;
        }
        if (cut.size() == MOST_NAMES) {
            cutMore++;
        } else {
            cut.add(letter.record().topic() + " partition " + letter.record().partition() + " offset "
                    + letter.record().offset() + ": was " + letter.sizeBeforeTheCut() + " bytes");
        }
    }

    String progress(long of) {
        return String.format("looked at %,d of %,d, replayed %,d", lookedAt, of, replayed);
    }

    /** The table for people; ends with the names of the first of which only the start is left. */
    List<String> lines(boolean dryRun) {
        List<String> lines = new ArrayList<>();
        lines.add(line("read", read));
        lines.add(line("matched", matched));
        lines.add(line(dryRun ? "would be replayed" : "replayed", replayed));
        lines.add(line(
                "skipped", skipped.values().stream().mapToLong(Long::longValue).sum()));
        for (Skip why : Skip.values()) {
            lines.add(line("  " + why.words, skipped.getOrDefault(why, 0L)));
        }
        cut.forEach(letter -> lines.add("cut: " + letter));
        if (cutMore > 0) {
            lines.add("cut: and " + cutMore + " more");
        }
        return lines;
    }

    private static String line(String what, long letters) {
        return String.format("%-42s %,12d", what, letters);
    }

    /** Why a dead letter that was asked for is not replayed. */
    enum Skip {
        CUT("cut, its end is lost"),
        SUPERSEDED("superseded by another dead letter"),
        TOO_OFTEN("replayed three times already"),
        TOO_OLD("older than sink.events.retention"),
        STILL_REJECTED("would be rejected again"),
        STORED("stored already");

        private final String words;

        Skip(String words) {
            this.words = words;
        }
    }
}
