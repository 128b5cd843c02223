package io.metricspipeline.localstack;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Carries out a schedule: a thread for each target, on which its faults follow each other. A fault that finds its target in
 * disorder has no effect, and says so.
 */
final class Lanes {
    private final Schedule schedule;
    private final Map<Target, Victim> victims;
    private final Map<String, Integer> kills = new TreeMap<>();
    private final Queue<String> withoutEffect = new ConcurrentLinkedQueue<>();

    Lanes(Schedule schedule, Map<Target, Victim> victims) {
        this.schedule = schedule;
        this.victims = victims;
    }

    /** Returns when the last fault is undone, and the schedule's time has passed. */
    void run() {
        schedule.faults().stream()
                .filter(fault -> !victims.containsKey(fault.target()))
                .forEach(fault -> withoutEffect.add(fault + ": skipped, no disk can be mounted here"));
        long begin = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CompletableFuture.allOf(victims.entrySet().stream()
                            .map(lane -> CompletableFuture.runAsync(
                                    () -> run(lane.getKey(), lane.getValue(), begin), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdown();
        }
        Patience.until(begin + schedule.length().toNanos());
    }

    /** Hard kills, by role. */
    Map<String, Integer> kills() {
        return Map.copyOf(kills);
    }

    Queue<String> withoutEffect() {
        return withoutEffect;
    }

    private void run(Target target, Victim victim, long begin) {
        for (Fault fault : schedule.of(target)) {
            Patience.until(begin + fault.at().toNanos());
            try {
                count(target, victim.suffer(fault));
            } catch (Exception disorder) {
                withoutEffect.add(fault + ": " + disorder);
            }
        }
    }

    private synchronized void count(Target target, int killed) {
        if (killed > 0) {
            kills.merge(target.role(), killed, Integer::sum);
        }
    }
}
