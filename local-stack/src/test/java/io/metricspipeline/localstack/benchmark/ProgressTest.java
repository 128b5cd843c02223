package io.metricspipeline.localstack.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.localstack.benchmark.Progress.Step;
import io.metricspipeline.localstack.benchmark.Progress.Window;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static final Instant BEGUN = Instant.parse("2026-11-21T00:00:00Z");

    private final Progress fourCommits =
            new Progress(BEGUN, List.of(commit(1, 100), commit(2, 100), commit(3, 100), commit(4, 100)));

    @Test
    void leavesTheWarmUpOut() {
        assertThat(fourCommits.after(0.3)).isEqualTo(new Window(at(2), at(4), 200));
    }

    @Test
    void measuresFromTheBeginningWithoutWarmUp() {
        assertThat(fourCommits.after(0)).isEqualTo(new Window(BEGUN, at(4), 400));
    }

    @Test
    void measuresASingleCommitFromTheBeginOfItsTransaction() {
        Progress one = new Progress(BEGUN, List.of(commit(8, 1_000)));

        assertThat(one.after(0.3)).isEqualTo(new Window(BEGUN, at(8), 1_000));
    }

    private static Step commit(int second, long rows) {
        return new Step(at(second), rows);
    }

    private static Instant at(int second) {
        return BEGUN.plusSeconds(second);
    }
}
