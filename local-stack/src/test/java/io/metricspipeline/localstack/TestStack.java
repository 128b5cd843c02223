package io.metricspipeline.localstack;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A stack for one test class: free ports, ten samples a second, and the questions that tests ask of it. */
final class TestStack implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final StackSettings settings;
    private final Stack stack;

    private TestStack(StackSettings settings, Stack stack) {
        this.settings = settings;
        this.stack = stack;
    }

    static TestStack start(Path data) {
        StackSettings settings = new StackSettings(
                data,
                Ports.free(),
                Duration.ofMillis(100),
                "test-host",
                0,
                Build.serviceJar("metrics-producer"),
                Build.serviceJar("metrics-sink"));
        Stack stack = Stack.open(settings, line -> {});
        try {
            stack.start();
            return new TestStack(settings, stack);
        } catch (RuntimeException failure) {
            stack.close();
            throw failure;
        }
    }

    StackSettings settings() {
        return settings;
    }

    Stack parts() {
        return stack;
    }

    EveryEventOnce everyEventOnce() {
        return new EveryEventOnce(settings.bootstrapServers(), stack.postgres().dataSource());
    }

    long rows() throws SQLException {
        try (Connection connection = stack.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from metrics.host_sample")) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Two seconds' worth of samples more than there are. */
    void awaitMoreRows() throws SQLException {
        long before = rows();
        await().atMost(LONGEST_WAIT).ignoreExceptions().until(() -> rows() >= before + 20);
    }

    void killAndRestart(Part part) {
        part.kill();
        stack.restart(part);
    }

    /** Nothing new comes; what is on its way arrives; then the guarantee must hold. */
    void stopProducerAndAssertEveryEventOnce() {
        stack.producer().stop();
        await().atMost(LONGEST_WAIT).untilAsserted(() -> everyEventOnce().assertNothingMissing());
        everyEventOnce().assertHolds();
    }

    @Override
    public void close() {
        stack.close();
    }
}
