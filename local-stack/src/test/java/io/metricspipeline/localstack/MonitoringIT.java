package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What alerts, dashboards and runbook say of the services is what the services tell of themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MonitoringIT {
    private static final Path RULES = Build.projectDirectory().resolve("helm/metrics-pipeline/rules/alerts.yaml");
    private static final Path DASHBOARDS = Build.projectDirectory().resolve("docker/grafana/dashboards");
    private static final Pattern METER = Pattern.compile("\\b(?:producer|sink)_[a-z_]*[a-z]");
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    @AutoClose
    private TestStack stack;

    @BeforeAll
    void start(@TempDir Path data) {
        stack = TestStack.start(data);
    }

    @Test
    void everyMeterThatIsNamedIsToldByAService(@TempDir Path directory) throws Exception {
        try (MoreSinks sinks = new MoreSinks(stack.settings(), directory)) {
            ServiceProcess sink = sinks.start("sink", "--sink.page.enabled=false", "--sink.events.topics=stream");
            // That of a topic is there when it has been looked at.
            await().atMost(LONGEST_WAIT).untilAsserted(() -> {
                Set<String> told = meters(stack.parts().producer());
                told.addAll(meters(sink));
                assertThat(files())
                        .hasSizeGreaterThan(2)
                        .allSatisfy(file ->
                                assertThat(meters(file)).as(file.toString()).isSubsetOf(told));
            });
        }
    }

    @Test
    void everyQueryOfTheDashboardFindsSomethingAndNoAlertFires(@TempDir Path directory) throws Exception {
        assumeTrue(Prometheus.program().isPresent(), "no prometheus on the PATH: install Debian's package prometheus");
        Ports ports = stack.settings().ports();
        Map<String, List<Integer>> jobs =
                Map.of("metrics-producer", List.of(ports.producer()), "metrics-sink", List.of(ports.sink()));
        List<String> queries = new JsonMapper()
                .readTree(DASHBOARDS.resolve("metrics-pipeline.json"))
                .findValuesAsString("expr");

        try (Watchdog watchdog = Watchdog.start(directory);
                Prometheus prometheus = Prometheus.start(
                        directory, Ports.free().page(), jobs, RULES, Duration.ofSeconds(1), watchdog)) {
            assertThat(queries)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(query -> await().atMost(LONGEST_WAIT)
                            .untilAsserted(() -> assertThat(prometheus.query(query.replace("$__rate_interval", "10s")))
                                    .as(query)
                                    .isNotEmpty()));
            assertThat(prometheus.rules())
                    .hasSizeGreaterThan(20)
                    .allSatisfy(rule -> assertThat(rule.path("health").asString())
                            .as(rule.path("lastError").asString())
                            .isEqualTo("ok"));
            assertThat(prometheus.alerts())
                    .filteredOn(alert -> alert.path("state").asString().equals("firing"))
                    .isEmpty();
        }
    }

    private static Set<String> meters(ServiceProcess service) throws Exception {
        return service.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static List<Path> files() throws Exception {
        List<Path> files =
                new ArrayList<>(List.of(RULES, Build.projectDirectory().resolve("docs/RUNBOOK.md")));
        try (Stream<Path> dashboards = Files.list(DASHBOARDS)) {
            dashboards.forEach(files::add);
        }
        return files;
    }

    private static List<String> meters(Path file) throws Exception {
        return METER.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
