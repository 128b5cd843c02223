package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks of two releases side by side, forwards and back, while samples keep coming. */
final class RollingUpdateIT {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final String STORED = "sink_samples_stored_total";
    private static final String ADDITIVE = """
            alter table metrics.host_sample add column of_a_later_release double precision;
            create table metrics.of_a_later_release (id bigint primary key);
            """;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void losesNothingWhileSinksOfTwoReleasesShareTheTopic() throws Exception {
        Path migrations = Files.createDirectories(directory.resolve("later-release"));
        Files.writeString(migrations.resolve("V1000__of_a_later_release.sql"), ADDITIVE);

        try (TestStack stack = TestStack.start(directory.resolve("stack"));
                MoreSinks sinks = new MoreSinks(stack.settings(), directory)) {
            ServiceProcess old = stack.parts().sink();
            Fleet fleet = Fleet.start(stack.settings().bootstrapServers());
            awaitStoresMore(old);

            ServiceProcess updated =
                    sinks.start("updated", "--spring.flyway.locations=classpath:db/migration,filesystem:" + migrations);
            awaitStoresMore(old, updated);
            assertReadyOnTheNewerSchema(old, updated);
            old.stop();

            ServiceProcess oldAgain = sinks.start("old-again");
            awaitStoresMore(updated, oldAgain);
            assertReadyOnTheNewerSchema(updated, oldAgain);
            updated.stop();
            awaitStoresMore(oldAgain);

            fleet.stop();
            stack.stopProducerAndAssertEveryEventOnce();
        }
    }

    private static void assertReadyOnTheNewerSchema(ServiceProcess... sinks) {
        await().atMost(LONGEST_WAIT).untilAsserted(() -> {
            for (ServiceProcess sink : sinks) {
                assertThat(sink.get("/actuator/health/database").body()).contains("\"schemaVersion\":1000");
                assertThat(sink.isReady()).isTrue();
            }
        });
    }

    /** Each of them, at the same time. */
    private static void awaitStoresMore(ServiceProcess... sinks) throws IOException {
        List<Double> before = stored(sinks);
        await().atMost(LONGEST_WAIT).untilAsserted(() -> {
            List<Double> now = stored(sinks);
            for (int i = 0; i < before.size(); i++) {
                assertThat(now.get(i)).isGreaterThan(before.get(i) + 20);
            }
        });
    }

    private static List<Double> stored(ServiceProcess... sinks) throws IOException {
        List<Double> stored = new ArrayList<>();
        for (ServiceProcess sink : sinks) {
            stored.add(sink.get("/actuator/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(STORED))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                    .sum());
        }
        return stored;
    }
}
