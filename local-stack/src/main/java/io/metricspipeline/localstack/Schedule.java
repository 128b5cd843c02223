package io.metricspipeline.localstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The faults of some fifteen seconds, at least five kills among them. Made from its seed and number alone, so that any schedule can
 * be run again by itself. Faults of one target never overlap; those of different targets do.
 */
record Schedule(long seed, int number, Duration length, List<Fault> faults) {
    private static final int SHORTEST_MILLIS = 14_000;
    private static final int LONGEST_MILLIS = 18_000;
    private static final int LEAST_KILLS = 5;
    private static final int LONGEST_FAULT_MILLIS = 4_000;
    private static final int SHORTEST_FAULT_MILLIS = 200;
    private static final int ONE_IN_SO_MANY_RESETS_OFFSETS = 5;
    private static final int EARLIEST_DESTRUCTION_MILLIS = 3_000;
    private static final int SHORTEST_DESTRUCTION_MILLIS = 1_000;

    static Schedule draw(long seed, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        while (true) {
            Schedule schedule = draw(seed, number, random);
            if (schedule.faults.stream().filter(Fault::isKill).count() >= LEAST_KILLS) {
                return schedule;
            }
        }
    }

    /** One destruction, and such faults besides that leave it exactly known. The destructions take turns. */
    static Schedule drawDestroying(long seed, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        Destruction destruction = Destruction.of(number);
        List<Fault> faults = new ArrayList<>();
        faults.add(draw(destruction, random));
        for (Target target : Target.values()) {
            if (destruction.allows(target)) {
                faults.addAll(draw(target, SHORTEST_MILLIS, random));
            }
        }
        faults.sort(Comparator.comparing(Fault::at));
        return new Schedule(seed, number, Duration.ofMillis(SHORTEST_MILLIS), List.copyOf(faults));
    }

    /** As the report and the side files have it. */
    String name() {
        boolean destroys = faults.stream().anyMatch(Fault::destroys);
        return destroys ? "destroy-" + number : Integer.toString(number);
    }

    /** The same without faults of these kinds. */
    Schedule without(Set<FaultKind> kinds) {
        return new Schedule(
                seed,
                number,
                length,
                faults.stream().filter(fault -> !kinds.contains(fault.kind())).toList());
    }

    List<Fault> of(Target target) {
        return faults.stream().filter(fault -> fault.target() == target).toList();
    }

    private static Schedule draw(long seed, int number, Random random) {
        int millis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
        boolean resetsOffsets = random.nextInt(ONE_IN_SO_MANY_RESETS_OFFSETS) == 0;
        List<Fault> faults = new ArrayList<>();
        for (Target target : Target.values()) {
            if (target == Target.ALL_SINKS ? resetsOffsets : !(resetsOffsets && target.isOneSink())) {
                faults.addAll(draw(target, millis, random));
            }
        }
        faults.sort(Comparator.comparing(Fault::at));
        return new Schedule(seed, number, Duration.ofMillis(millis), List.copyOf(faults));
    }

    private static Fault draw(Destruction destruction, Random random) {
        int at = EARLIEST_DESTRUCTION_MILLIS + random.nextInt(LONGEST_FAULT_MILLIS);
        int lasts = SHORTEST_DESTRUCTION_MILLIS + random.nextInt(LONGEST_FAULT_MILLIS - SHORTEST_DESTRUCTION_MILLIS);
        return new Fault(Duration.ofMillis(at), destruction.target(), destruction.kind(), Duration.ofMillis(lasts));
    }

    /** Each fault has a part of the time to itself: it begins in the first half of it. */
    private static List<Fault> draw(Target target, int millis, Random random) {
        List<Fault> faults = new ArrayList<>();
        int count = target.drawCount(random);
        for (int i = 0; i < count; i++) {
            int part = millis / count;
            int at = random.nextInt(part / 2);
            int longest = Math.min(LONGEST_FAULT_MILLIS, part - at);
            int lasts = SHORTEST_FAULT_MILLIS + random.nextInt(longest - SHORTEST_FAULT_MILLIS);
            faults.add(new Fault(
                    Duration.ofMillis(i * (long) part + at),
                    target,
                    target.drawKind(random),
                    Duration.ofMillis(lasts)));
        }
        return faults;
    }
}
