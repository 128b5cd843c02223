package io.metricspipeline.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A line of figures for each schedule, and its faults below. */
final class FaultsTable {
    private static final String FORMAT = "%-14s %6s %5s %8s %8s %8s %8s %9s %6s %5s %7s %5s %10s %9s %6s  %s";

    static final String HEADER = String.format(
            FORMAT,
            "schedule",
            "faults",
            "kills",
            "samples",
            "rows",
            "rejected",
            "declared",
            "destroyed",
            "killed",
            "lost",
            "doubled",
            "wrong",
            "undeclared",
            "good dead",
            "s",
            "verdict");

    private static final int EVIDENCE_SHOWN = 5;

    private FaultsTable() {}

    static List<String> lines(ScheduleResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(figures(result));
        result.faults().forEach(fault -> lines.add("    " + fault));
        result.verdict().evidence().stream().limit(EVIDENCE_SHOWN).forEach(line -> lines.add("    " + line));
        return lines;
    }

    private static String figures(ScheduleResult result) {
        Map<String, Integer> counts = result.verdict().counts();
        return String.format(
                Locale.ROOT,
                FORMAT,
                result.seed() == 0 ? result.schedule() : result.seed() + "/" + result.schedule(),
                result.faults().size(),
                result.killed(),
                counts.get("samples"),
                counts.get("rows"),
                counts.get("rejected"),
                counts.get("declared"),
                counts.get("destroyed"),
                counts.get("goneWithKill"),
                counts.get("lost"),
                counts.get("doubled"),
                result.verdict().wrong(),
                counts.get("undeclared"),
                counts.get("goodDeadLettered"),
                Math.round(result.seconds()),
                result.verdict().holds() ? "holds" : "BROKEN");
    }
}
