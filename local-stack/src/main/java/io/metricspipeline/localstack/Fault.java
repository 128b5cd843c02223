package io.metricspipeline.localstack;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** One fault of a schedule: when it strikes, counted from the beginning, and when at the earliest it is undone. */
record Fault(Duration at, Target target, FaultKind kind, Duration lasts) {
    boolean isKill() {
        return switch (kind) {
            case KILL, KILL_BACKEND, OFFSETS_TO_EARLIEST, OFFSETS_TO_LATEST -> true;
            default -> false;
        };
    }

    /** Not only for a while. */
    boolean destroys() {
        return Arrays.stream(Destruction.values()).anyMatch(destruction -> destruction.kind() == kind);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%4.1f s  %-21s  %s, %.1f s", seconds(at), target.words(), kind.words(), seconds(lasts));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
