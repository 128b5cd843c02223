package io.metricspipeline.localstack;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EveryEventOnceIT {
    @TempDir
    private Path data = Path.of("");

    @Test
    void everyEventIsOneRowAlthoughEachProcessWasKilled() throws Exception {
        try (TestStack stack = TestStack.start(data)) {
            stack.awaitMoreRows();

            stack.killAndRestart(stack.parts().sink());
            stack.awaitMoreRows();
            stack.killAndRestart(stack.parts().producer());
            stack.awaitMoreRows();
            stack.killAndRestart(stack.parts().broker());
            stack.awaitMoreRows();
            stack.killAndRestart(stack.parts().sink());
            stack.awaitMoreRows();

            stack.stopProducerAndAssertEveryEventOnce();
        }
    }
}
