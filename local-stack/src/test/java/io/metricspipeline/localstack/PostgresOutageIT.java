package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long PostgreSQL is away: -Doutage.seconds. */
final class PostgresOutageIT {
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 15));
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    @TempDir
    private Path data = Path.of("");

    @Test
    void losesNothingSaysSoAndCarriesOn() throws Exception {
        try (TestStack stack = TestStack.start(data)) {
            ServiceProcess sink = stack.parts().sink();
            stack.awaitMoreRows();

            stack.parts().postgres().kill();
            await().atMost(LONGEST_WAIT).untilAsserted(() -> assertUnreadyAndAlive(sink));
            await().during(OUTAGE).atMost(OUTAGE.plus(LONGEST_WAIT)).untilAsserted(() -> assertUnreadyAndAlive(sink));
            stack.parts().restart(stack.parts().postgres());

            long returned = System.nanoTime();
            stack.awaitMoreRows();
            long millis = Duration.ofNanos(System.nanoTime() - returned).toMillis();
            System.out.printf("rows flow again %d ms after PostgreSQL does%n", millis);
            await().atMost(LONGEST_WAIT).until(sink::isReady);
            stack.stopProducerAndAssertEveryEventOnce();
        }
    }

    private static void assertUnreadyAndAlive(ServiceProcess sink) throws Exception {
        assertThat(sink.get("/actuator/health/readiness"))
                .returns(503, response -> response.statusCode())
                .satisfies(response -> assertThat(response.body()).contains("database", "reason"));
        assertThat(sink.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }
}
