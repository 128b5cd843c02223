package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL is away for long (-Doutage.seconds) and then for 1 to 3 s, again and again (-Doutages), stopped or killed when and
 * as -Doutage.seed draws. Nothing is lost, rows flow again (it prints after how long), and the sink's consumer never leaves
 * its group.
 */
final class PostgresOutagesIT {
    private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("outage.seconds", 10));
    private static final int TIMES = Integer.getInteger("outages", 2);
    private static final long SEED = Long.getLong("outage.seed", System.nanoTime());
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Random random = new Random(SEED);
    private final List<Long> millisUntilRowsFlowed = new ArrayList<>();

    @TempDir
    private Path data = Path.of("");

    @Test
    void endWithoutALossOrARebalance() throws Throwable {
        System.out.println("-Doutage.seed=" + SEED);
        try (TestStack stack = TestStack.start(data)) {
            ServiceProcess sink = stack.parts().sink();
            stack.awaitMoreRows();
            List<String> members = members(stack.settings());
            double rebalances = rebalances(sink);

            away(stack, () -> {
                await().atMost(LONGEST_WAIT).untilAsserted(() -> assertUnreadyAndAlive(sink));
                await().during(LONG).atMost(LONG.plus(LONGEST_WAIT)).untilAsserted(() -> assertUnreadyAndAlive(sink));
            });
            for (int time = 0; time < TIMES; time++) {
                Patience.during(Duration.ofMillis(random.nextInt(2_000)));
                away(stack, () -> Patience.during(Duration.ofMillis(random.nextInt(1_000, 3_000))));
            }

            System.out.println(summary(rebalances(sink) - rebalances));
            assertThat(rebalances(sink)).isPositive().isEqualTo(rebalances);
            assertThat(members(stack.settings())).isEqualTo(members);
            await().atMost(LONGEST_WAIT).until(sink::isReady);
            stack.stopProducerAndAssertEveryEventOnce();
        }
    }

    private void away(TestStack stack, ThrowingRunnable meanwhile) throws Throwable {
        Postgres postgres = stack.parts().postgres();
        if (random.nextBoolean()) {
            postgres.kill();
        } else {
            postgres.stop();
        }
        meanwhile.run();
        stack.parts().restart(postgres);
        awaitNextRow(stack);
    }

    /** From when PostgreSQL takes connections. */
    private void awaitNextRow(TestStack stack) throws SQLException {
        long returned = System.nanoTime();
        long before = stack.rows();
        await().atMost(LONGEST_WAIT).pollInterval(Duration.ofMillis(50)).until(() -> stack.rows() > before);
        millisUntilRowsFlowed.add(Duration.ofNanos(System.nanoTime() - returned).toMillis());
    }

    private String summary(double rebalances) {
        List<Long> sorted = millisUntilRowsFlowed.stream().sorted().toList();
        return String.format(
                "PostgreSQL away for %d s and %d times for 1 to 3 s: %.0f rebalances;"
                        + " rows flowed after %d ms, later after %d ms (median) and %d ms at most",
                LONG.toSeconds(),
                TIMES,
                rebalances,
                millisUntilRowsFlowed.get(0),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1));
    }

    /** As the sink's own consumer counts them, failed ones too; the one at its start is among them. */
    private static double rebalances(ServiceProcess sink) throws IOException {
        return sink.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.matches("kafka_consumer_coordinator_(failed_)?rebalance_total\\{.*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** As the broker knows them: who was expelled comes back under another name. */
    private static List<String> members(StackSettings settings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of("metrics-sink")).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .map(MemberDescription::consumerId)
                    .sorted()
                    .toList();
        }
    }

    private static void assertUnreadyAndAlive(ServiceProcess sink) throws IOException {
        assertThat(sink.get("/actuator/health/readiness"))
                .returns(503, response -> response.statusCode())
                .satisfies(response -> assertThat(response.body()).contains("database", "reason"));
        assertThat(sink.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }
}
