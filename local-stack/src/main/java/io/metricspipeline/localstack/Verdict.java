package io.metricspipeline.localstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the oracle found, as counts and, of what must not be, as lines for the evidence. Lost: was on disk, and is nowhere.
 * Undeclared: a hole that nobody declared, or one that the database sees itself.
 */
final class Verdict {
    private int taken;
    private int rows;
    private int rejected;
    private int expired;
    private int declared;
    private int destroyed;
    private int goneWithKill;
    private final List<String> lost = new ArrayList<>();
    private final List<String> doubled = new ArrayList<>();
    private final List<String> different = new ArrayList<>();
    private final List<String> invented = new ArrayList<>();
    private final List<String> undeclared = new ArrayList<>();
    private final List<String> goodDeadLettered = new ArrayList<>();

    boolean holds() {
        return evidence().isEmpty();
    }

    /** Waiting may still bring what is missing; nothing else gets better. */
    boolean isFinal() {
        return holds() || doubled.size() + wrong() + goodDeadLettered.size() > 0;
    }

    /** Rows that no sample accounts for. */
    int wrong() {
        return different.size() + invented.size();
    }

    /** By the names of the report. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("samples", taken);
        counts.put("rows", rows);
        counts.put("rejected", rejected);
        counts.put("expired", expired);
        counts.put("declared", declared);
        counts.put("destroyed", destroyed);
        counts.put("goneWithKill", goneWithKill);
        faults().forEach((name, lines) -> counts.put(name, lines.size()));
        return counts;
    }

    /** What must not be, by the names of the report. */
    Map<String, List<String>> faults() {
        Map<String, List<String>> faults = new LinkedHashMap<>();
        faults.put("lost", lost);
        faults.put("doubled", doubled);
        faults.put("different", different);
        faults.put("invented", invented);
        faults.put("undeclared", undeclared);
        faults.put("goodDeadLettered", goodDeadLettered);
        return faults;
    }

    /** The same as lines. */
    List<String> evidence() {
        return faults().entrySet().stream()
                .flatMap(fault -> fault.getValue().stream().map(what -> fault.getKey() + ": " + what))
                .toList();
    }

    void taken() {
        taken++;
    }

    void rows(int count) {
        rows = count;
    }

    void rejected() {
        rejected++;
    }

    void expired() {
        expired++;
    }

    void declared() {
        declared++;
    }

    void destroyed() {
        destroyed++;
    }

    void goneWithKill() {
        goneWithKill++;
    }

    void lost(Object what) {
        lost.add(what.toString());
    }

    void doubled(Object what) {
        doubled.add(what.toString());
    }

    void different(String what) {
        different.add(what);
    }

    void invented(Object what) {
        invented.add(what.toString());
    }

    void undeclared(String what) {
        undeclared.add(what);
    }

    void goodDeadLettered(Object what) {
        goodDeadLettered.add(what.toString());
    }
}
