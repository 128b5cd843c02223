package io.metricspipeline.localstack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The conservation of samples. In go what the producers took and what became of it, out comes the verdict: taken is rows, rejects,
 * expired, declared losses and what was destroyed before it was read, each sample once and with the same facts, nothing besides. A
 * bad sample has to be a dead letter, a good one must not be. What was in memory only may be missing after its process was killed;
 * what was on disk only when its frame was damaged and is declared, or when its record was destroyed.
 */
final class Oracle {
    private final List<Taken> taken;
    private final Observed observed;
    private final Destroyed destroyed;
    private final Map<SampleKey, List<Map<String, Object>>> rows;
    private final Verdict verdict = new Verdict();

    private Oracle(List<Taken> taken, Observed observed, Destroyed destroyed) {
        this.taken = taken;
        this.observed = observed;
        this.destroyed = destroyed;
        this.rows = observed.rows().stream()
                .collect(Collectors.groupingBy(
                        StoredSamples.Row::key,
                        HashMap::new,
                        Collectors.mapping(StoredSamples.Row::facts, Collectors.toList())));
    }

    static Verdict judge(List<Taken> taken, Observed observed, Destroyed destroyed) {
        Oracle oracle = new Oracle(taken, observed, destroyed);
        taken.forEach(oracle::judgeProcess);
        oracle.judgeRowsOfNobody();
        oracle.verdict.rows(observed.rows().size());
        oracle.judgeGaps();
        oracle.judgeUnread();
        return oracle.verdict;
    }

    private void judgeProcess(Taken process) {
        process.samples().forEach(sample -> judge(sample, process.killed()));
        holes(process).stream()
                .filter(key -> !isAccounted(key))
                .forEach(key -> verdict.undeclared(key + " never noted"));
    }

    private void judge(TakenSample sample, boolean killed) {
        SampleKey key = sample.key();
        List<Map<String, Object>> stored = rows.getOrDefault(key, List.of());
        verdict.taken();
        if (stored.size() > 1) {
            verdict.doubled(key);
        }
        if (sample.isBad()) {
            judgeBad(sample, stored.isEmpty());
        } else if (!stored.isEmpty()) {
            judgeFacts(sample, stored);
        } else if (destroyed.isUnread(key) || !isAccounted(key)) {
            judgeMissing(sample, killed);
        }
        if (!sample.isBad() && isDeadLetter(key)) {
            verdict.goodDeadLettered(key);
        }
        judgeDamaged(sample, stored.isEmpty());
    }

    private void judgeBad(TakenSample sample, boolean notStored) {
        SampleKey key = sample.key();
        Set<String> reasons = observed.rejected().getOrDefault(key, Set.of());
        if (!notStored) {
            verdict.different(key + " is bad, and a row");
        } else if (!reasons.isEmpty() && !reasons.equals(Set.of(sample.badFor()))) {
            verdict.different(key + " is rejected as " + reasons + ", not as " + sample.badFor());
        } else if (!reasons.isEmpty() && observed.deadLettered().contains(key)) {
            verdict.rejected();
        } else if (reasons.isEmpty() ? destroyed.isUnread(key) : destroyed.isRejectUnread(key)) {
            verdict.destroyed();
        } else {
            verdict.lost(key);
        }
    }

    private void judgeFacts(TakenSample sample, List<Map<String, Object>> stored) {
        Map<String, Object> facts = sample.sample().facts();
        stored.stream()
                .filter(row -> !row.equals(facts))
                .forEach(row -> verdict.different(sample.key() + " was " + facts + " and is " + row));
    }

    private void judgeMissing(TakenSample sample, boolean killed) {
        if (destroyed.isUnread(sample.key())) {
            verdict.destroyed();
        } else if (sample.durable()) {
            verdict.lost(sample.key());
        } else if (killed) {
            verdict.goneWithKill();
        } else {
            verdict.undeclared(sample.key() + " was in memory, and its process not killed");
        }
    }

    /** What is declared has to have a cause. */
    private void judgeDamaged(TakenSample sample, boolean missing) {
        SampleKey key = sample.key();
        boolean declared = observed.isDeclaredLost(key);
        if (destroyed.isDamaged(key) && !declared) {
            verdict.undeclared(key + " was damaged");
        } else if (missing && declared && sample.durable() && !destroyed.isDamaged(key)) {
            verdict.lost(key + ", declared, although it was on disk and not damaged");
        }
    }

    /** Counts it too: declared and expired samples are part of the sum. */
    private boolean isAccounted(SampleKey key) {
        if (rows.containsKey(key) || isDeadLetter(key)) {
            return true;
        }
        if (observed.expired().contains(key)) {
            verdict.expired();
            return true;
        }
        if (observed.isDeclaredLost(key)) {
            verdict.declared();
            return true;
        }
        return false;
    }

    private boolean isDeadLetter(SampleKey key) {
        return observed.rejected().containsKey(key) || observed.deadLettered().contains(key);
    }

    private void judgeGaps() {
        observed.gaps().stream()
                .filter(gap -> !gap.keys().allMatch(destroyed::isUnread))
                .forEach(gap -> verdict.undeclared("bi.sample_gap: " + gap));
    }

    /** To the offset. */
    private void judgeUnread() {
        Set<UnreadOffsets> expected = destroyed.unreadOffsets();
        observed.unread().stream()
                .filter(offsets -> !expected.contains(offsets))
                .forEach(offsets -> verdict.undeclared("metrics.unread has " + offsets));
        expected.stream()
                .filter(offsets -> !observed.unread().contains(offsets))
                .forEach(offsets -> verdict.undeclared("metrics.unread lacks " + offsets));
    }

    private void judgeRowsOfNobody() {
        Set<SampleKey> known = taken.stream()
                .flatMap(process -> process.samples().stream())
                .map(TakenSample::key)
                .collect(Collectors.toSet());
        rows.keySet().stream()
                .filter(key -> !known.contains(key))
                .filter(key -> taken.stream().noneMatch(process -> process.mayBeUnnoted(key)))
                .forEach(verdict::invented);
    }

    /** Sequences between the noted ones. */
    private static List<SampleKey> holes(Taken process) {
        if (process.samples().isEmpty()) {
            return new ArrayList<>();
        }
        Set<Long> noted = process.samples().stream()
                .map(sample -> sample.key().sequence())
                .collect(Collectors.toCollection(HashSet::new));
        long last = process.samples().get(process.samples().size() - 1).key().sequence();
        return LongStream.rangeClosed(process.range().from(), last)
                .filter(sequence -> !noted.contains(sequence))
                .mapToObj(sequence -> new SampleKey(process.range().producerId(), sequence))
                .toList();
    }
}
