package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** What alerts, dashboards and runbook say of the services is what the services tell of themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MonitoringIT {
    private static final Pattern METER = Pattern.compile("\\b(?:producer|sink)_[a-z_]*[a-z]");

    @AutoClose
    private TestStack stack;

    @BeforeAll
    void start(@TempDir Path data) {
        stack = TestStack.start(data);
    }

    @Test
    void everyMeterThatIsNamedIsToldByAService() throws Exception {
        Set<String> told = meters(stack.parts().producer());
        told.addAll(meters(stack.parts().sink()));

        assertThat(files())
                .hasSizeGreaterThan(2)
                .allSatisfy(file -> assertThat(meters(file)).as(file.toString()).isSubsetOf(told));
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
        Path project = Build.projectDirectory();
        List<Path> files = new ArrayList<>(List.of(
                project.resolve("helm/metrics-pipeline/rules/alerts.yaml"), project.resolve("docs/RUNBOOK.md")));
        try (Stream<Path> dashboards = Files.list(project.resolve("docker/grafana/dashboards"))) {
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
