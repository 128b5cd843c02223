package io.metricspipeline.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A part did not start, or died; the message says what happened, names its log file and shows the last lines. */
final class PartFailed extends RuntimeException {
    private static final int LINES = 20;

    PartFailed(Part part, String what) {
        super(part.name() + " " + what + ". The last lines of " + part.log() + ":\n" + lastLines(part.log()));
    }

    private static String lastLines(Path log) {
        try {
            // Not readAllLines: a process killed in the middle of a character leaves malformed input.
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()))
                    .indent(4);
        } catch (IOException unreadable) {
            return "    (" + unreadable + ")\n";
        }
    }
}
