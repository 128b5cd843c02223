package io.metricspipeline.localstack.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How the work of a trial went on: when it began, and how much was done at each later moment, the oldest first. */
record Progress(Instant begun, List<Step> steps) {

    long total() {
        return steps.stream().mapToLong(Step::count).sum();
    }

    /** What was done after this share of it, which has warmed the machine up; all of it where that would leave nothing. */
    Window after(double warmUp) {
        Instant end = steps.get(steps.size() - 1).at();
        long done = 0;
        for (Step step : steps) {
            done += step.count();
            if (warmUp > 0 && done >= warmUp * total() && done < total()) {
                return new Window(step.at(), end, total() - done);
            }
        }
        return new Window(begun, end, total());
    }

    record Step(Instant at, long count) {}

    record Window(Instant from, Instant to, long count) {
        double seconds() {
            return Duration.between(from, to).toNanos() / 1e9;
        }
    }
}
