package io.metricspipeline.localstack;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base backup restored under a running sink and a running broker. How many times: -Drestores. */
final class RestoreIT {
    private static final int TIMES = Integer.getInteger("restores", 1);

    @TempDir
    private Path data = Path.of("");

    @Test
    void readsAgainWhatTheBackupLacksWithoutAManualStep() throws Exception {
        try (TestStack stack = TestStack.start(data)) {
            Postgres postgres = stack.parts().postgres();
            for (int time = 0; time < TIMES; time++) {
                stack.awaitMoreRows();
                BaseBackup backup =
                        BaseBackup.take(postgres.dataSource(), data.resolve("postgres/data"), data.resolve("backup"));
                stack.awaitMoreRows();
                long before = stack.rows();
                postgres.kill();
                backup.restore();
                stack.parts().restart(postgres);
                System.out.printf("restore %d: %d rows of %d%n", time + 1, stack.rows(), before);
            }
            stack.awaitMoreRows();
            stack.stopProducerAndAssertEveryEventOnce();
        }
    }
}
