package io.metricspipeline.localstack.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parts of the benchmark in their shortest form: whether everybody stores every sample and is compared, never how fast. */
final class BenchmarkIT {
    private static final int EVENTS = 5_000;
    private static final int INSERTS = 500;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void letsEveryContenderStoreEverySampleAndTheSinkThoseOfAFleet() {
        Path report = directory.resolve("benchmark.json");

        int status = new CommandLine(new BenchmarkCommand())
                .execute(
                        "--part=throughput,fleet",
                        "--seconds=10",
                        "--fleet-seconds=20",
                        "--events=" + EVENTS,
                        "--insert-events=" + INSERTS,
                        "--rounds=1",
                        "--data=" + directory.resolve("data"),
                        "--report=" + report);

        assertThat(status).isZero();
        assertThat(directory.resolve("data")).doesNotExist();
        assertThroughput(new JsonMapper().readTree(report.toFile()).get("throughput"));
        JsonNode fleet = new JsonMapper().readTree(report.toFile()).get("fleet");
        // That each is one row the command has found out itself.
        assertThat(fleet.get("events").longValue()).isPositive();
        assertThat(fleet.get("stretches"))
                .hasSize(2)
                .allSatisfy(stretch ->
                        assertThat(stretch.get("p99Millis").doubleValue()).isPositive());
        assertThat(fleet.get("targets")).hasSize(3);
    }

    private static void assertThroughput(JsonNode throughput) {
        for (Contender contender : Contender.values()) {
            assertThat(stored(throughput, contender)).as("%s", contender).isGreaterThanOrEqualTo(INSERTS);
            assertThat(throughput
                            .at("/contenders/" + contender + "/ofLimit/median")
                            .doubleValue())
                    .as("%s", contender)
                    .isPositive();
        }
        assertThat(Arrays.stream(Contender.values())
                        .filter(contender -> contender != Contender.INSERT_PER_MESSAGE)
                        .map(contender -> stored(throughput, contender)))
                .containsOnly((long) EVENTS);
        assertThat(throughput.get("targets")).hasSize(6);
    }

    private static long stored(JsonNode throughput, Contender contender) {
        return StreamSupport.stream(throughput.get("measurements").spliterator(), false)
                .filter(measurement -> measurement.get("name").stringValue().equals(contender.toString()))
                .mapToLong(measurement -> measurement.get("total").longValue())
                .sum();
    }
}
