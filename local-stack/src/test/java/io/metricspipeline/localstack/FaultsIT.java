package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two schedules of the fault runner, always the same, one of which destroys records; the command draws as many as one likes. */
final class FaultsIT {
    private static final int LOAD = 200;

    @TempDir
    private Path data = Path.of("");

    @Test
    void losesAndDoublesNothingWhileEverythingIsKilled() throws Exception {
        FaultServices services =
                new FaultServices(Build.serviceJar("metrics-producer"), Build.serviceJar("metrics-sink"));
        try (FaultStack stack = FaultStack.open(data, services)) {
            stack.heal();
            try (FaultRun run = new FaultRun(stack, LOAD)) {
                assertHolds(run.run(Schedule.draw(1, 1).without(Set.of(FaultKind.OFFSETS_TO_LATEST))));
                ScheduleResult destroying = run.run(Schedule.drawDestroying(1, 1));
                assertHolds(destroying);
                assertThat(destroying.verdict().counts().get("destroyed")).isPositive();
                assertHolds(run.end());
            }
        }
    }

    private static void assertHolds(ScheduleResult result) {
        assertThat(result.verdict().faults())
                .as(result.toString())
                .allSatisfy((name, found) -> assertThat(found).isEmpty());
        assertThat(result.verdict().counts().get("samples")).isPositive();
    }
}
