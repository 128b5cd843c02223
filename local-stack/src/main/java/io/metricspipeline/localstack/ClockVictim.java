package io.metricspipeline.localstack;

import java.time.Duration;

/** The clock by which the load is sampled: jumps, and jumps back. */
final class ClockVictim implements Victim {
    private final WrongClock clock;

    ClockVictim(WrongClock clock) {
        this.clock = clock;
    }

    @Override
    public int suffer(Fault fault) {
        clock.jump(wrongBy(fault.kind()));
        Patience.during(fault.lasts());
        clock.jump(Duration.ZERO);
        return 0;
    }

    private static Duration wrongBy(FaultKind kind) {
        return switch (kind) {
            case CLOCK_AHEAD -> Duration.ofMinutes(30);
            case CLOCK_FAR_AHEAD -> Duration.ofHours(2);
            case CLOCK_BEHIND -> Duration.ofHours(-6);
            case CLOCK_FAR_BEHIND -> Duration.ofDays(-20);
            default -> throw new IllegalArgumentException(kind.words());
        };
    }
}
