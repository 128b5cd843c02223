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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five sinks that are started at once on an empty database, as often as -Dfive.sinks says. Five virtual machines need most of a
 * minute: what they do to the schema, MigrationsIT of the sink does each time.
 */
@EnabledIfSystemProperty(named = "five.sinks", matches = "\\d+")
final class FiveSinksIT {
    private static final int TIMES = Integer.getInteger("five.sinks", 0);
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void oneMigratesAndNoneFails() throws Exception {
        for (int time = 0; time < TIMES; time++) {
            startFiveAtOnce(directory.resolve("time-" + time));
        }
    }

    private static void startFiveAtOnce(Path directory) throws Exception {
        List<Part> running = new ArrayList<>();
        DataDirectory data = DataDirectory.open(directory);
        Watchdog watchdog = Watchdog.start(data.path());
        try {
            StackSettings settings = new StackSettings(
                    data.path(),
                    Ports.free(),
                    Duration.ofMillis(100),
                    null,
                    0,
                    Build.serviceJar("metrics-producer"),
                    Build.serviceJar("metrics-sink"));
            Ports ports = settings.ports();
            start(new Broker(data.path().resolve("kafka"), ports, data.newLog("kafka"), watchdog), running);
            start(
                    new Postgres(data.path().resolve("postgres"), ports.postgres(), data.newLog("postgres"), watchdog),
                    running);
            running.forEach(FiveSinksIT::awaitReady);
            Ports more = Ports.free();
            List<Part> sinks = new ArrayList<>();
            for (int port : new int[] {ports.sink(), ports.producer(), more.sink(), more.producer(), more.kafka()}) {
                sinks.add(new ServiceProcess(
                        "metrics-sink",
                        settings.sinkJar(),
                        port,
                        settings.forSink(),
                        data.newLog("sink-" + port),
                        watchdog));
            }
            for (Part sink : sinks) {
                start(sink, running);
            }
            sinks.forEach(FiveSinksIT::awaitReady);
            assertThat(sinks)
                    .allMatch(Part::isAlive)
                    .filteredOn(FiveSinksIT::migrated)
                    .hasSize(1);
        } finally {
            running.forEach(Part::kill);
            watchdog.close();
            data.close();
        }
    }

    private static void start(Part part, List<Part> running) {
        running.add(part);
        part.start();
    }

    private static void awaitReady(Part part) {
        await().atMost(LONGEST_START).until(() -> {
            assertThat(part.isAlive()).as(part.log().toString()).isTrue();
            return part.isReady();
        });
    }

    private static boolean migrated(Part sink) {
        try {
            return Files.readString(sink.log()).contains("Successfully applied");
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
