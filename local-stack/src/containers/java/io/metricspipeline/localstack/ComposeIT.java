package io.metricspipeline.localstack;

import static io.metricspipeline.localstack.ComposeProject.LONGEST_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metricspipeline.containers.Docker;
import io.metricspipeline.containers.Images;
import io.metricspipeline.containers.NeedsImages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README's steps with Docker Compose, on a copy of this checkout. Each test leaves everything running and healthy. */
@ExtendWith(NeedsImages.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ComposeIT {
    private static final JsonMapper JSON = new JsonMapper();

    @AutoClose
    private ComposeProject project;

    @BeforeAll
    void prepareAndUp(@TempDir Path directory) throws Exception {
        project = new ComposeProject(directory);
        project.close();
        project.compose("up", "--build", "--wait");
        project.compose("up", "--wait", "prometheus");
    }

    @Test
    void rowsArriveBothAreHealthyAndPrometheusScrapesBoth() throws Exception {
        project.awaitMoreRows();

        assertThat(health("producer", 8081)).contains("\"status\":\"UP\"").doesNotContain("DOWN", "OUT_OF_SERVICE");
        assertThat(health("sink", 8082)).contains("\"status\":\"UP\"").doesNotContain("DOWN", "OUT_OF_SERVICE");
        await().atMost(LONGEST_WAIT)
                .untilAsserted(() -> assertThat(JSON.readTree(prometheus("up{job=~\"metrics-.*\"} == 1"))
                                .findValuesAsString("job"))
                        .containsExactlyInAnyOrder("metrics-producer", "metrics-sink"));
    }

    /** Without users, whose API is on the internet. */
    @Test
    void otherSourcesRunWithTheirProfilesAndPrometheusFindsThem() throws Exception {
        project.compose("up", "--wait", "fleet", "logins");

        await().atMost(LONGEST_WAIT).untilAsserted(() -> {
            assertThat(StoredSamples.rows(project.dataSource("postgres")))
                    .extracting(row -> row.facts().get("host"))
                    .contains("fleet-0", "fleet-19");
            assertThat(JSON.readTree(prometheus("producer_events_acknowledged_total{job=\"metrics-sources\"} > 0"))
                            .findValuesAsString("source"))
                    .containsExactlyInAnyOrder("fleet", "user-login");
        });

        project.compose("rm", "--stop", "--force", "fleet", "logins");
    }

    @Test
    void downAndUpKeepTheData() throws Exception {
        project.awaitMoreRows();
        Set<SampleKey> before = StoredSamples.keys(project.dataSource("postgres"));

        project.compose("--profile=*", "down");
        project.compose("up", "--wait", "producer", "sink", "prometheus");

        assertThat(StoredSamples.keys(project.dataSource("postgres"))).containsAll(before);
        project.awaitMoreRows();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres", "backup", "sink", "producer", "prometheus"})
    void healsAndLosesNoEventWhenTheMainProcessIsKilledFromInside(String service) throws Exception {
        int starts = restarts(service);

        // Process 1 is the small init; its child is what the container is for.
        project.compose("exec", "--detach", service, "sh", "-c", "kill -9 $(cat /proc/1/task/1/children)");

        await().atMost(LONGEST_WAIT).until(() -> restarts(service) > starts);
        await().atMost(LONGEST_WAIT)
                .until(() -> inspect(service, ".State.Health.Status").equals("healthy"));
        project.awaitMoreRows();
        project.stopProducerAndAssertEveryEventOnce();
        project.compose("up", "--wait", "producer");
    }

    @Test
    void eachContainerNeedsLessThan300Megabytes() throws Exception {
        project.awaitMoreRows();
        for (String service : List.of("kafka", "postgres", "backup", "sink", "producer", "prometheus")) {
            String usage = Docker.run("stats", "--no-stream", "--format={{.MemUsage}}", project.container(service));
            System.out.println(service + ": " + usage);
            assertThat(Double.parseDouble(usage.replaceFirst("MiB / .*", ""))).isLessThan(300 / 1.048576);
        }
    }

    @Test
    void everyQueryOfTheDashboardToPrometheusFindsSomething() throws Exception {
        project.awaitMoreRows();
        List<String> expressions = JSON.readTree(project.file("grafana/dashboards/metrics-pipeline.json"))
                .findValuesAsString("expr");

        assertThat(expressions).isNotEmpty();
        for (String expression : expressions) {
            String query = expression.replace("$__rate_interval", "1m");
            await().atMost(LONGEST_WAIT)
                    .untilAsserted(
                            () -> assertThat(JSON.readTree(prometheus(query)).findValue("result"))
                                    .as(query)
                                    .isNotEmpty());
        }
    }

    @Test
    void prometheusHasTheAlertsAndNoneFires() throws Exception {
        await().atMost(LONGEST_WAIT).untilAsserted(() -> {
            JsonNode rules = JSON.readTree(project.get("prometheus", 9090, "", "/api/v1/rules"));
            assertThat(rules.findValuesAsString("name")).contains("MetricsArchiveIsBehind", "MetricsBackupIsOld");
            assertThat(rules.findValuesAsString("health")).containsOnly("ok");
            assertThat(rules.findValuesAsString("state")).containsOnly("inactive");
        });
    }

    @Test
    void grafanaReachesPrometheusAndPostgresql() throws Exception {
        assumeTrue(Docker.has(Images.of("grafana/grafana")), "the image of Grafana is not to be had");

        project.compose("up", "--wait", "grafana");

        String login = "admin:" + project.secret("grafana");
        for (String source : List.of("prometheus", "postgresql")) {
            await().atMost(LONGEST_WAIT)
                    .untilAsserted(() -> assertThat(
                                    project.get("grafana", 3000, login, "/api/datasources/uid/" + source + "/health"))
                            .contains("\"status\":\"OK\""));
        }
        assertThat(project.get("grafana", 3000, login, "/api/dashboards/uid/metrics-pipeline"))
                .contains("Samples per second");
        assertThat(project.get("grafana", 3000, login, "/api/dashboards/uid/metrics-fleet"))
                .contains("Completeness");
    }

    private String health(String service, int port) throws Exception {
        return project.get(service, port, "", "/actuator/health");
    }

    private String prometheus(String query) throws Exception {
        return project.get(
                "prometheus", 9090, "", "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    private int restarts(String service) {
        return Integer.parseInt(inspect(service, ".RestartCount"));
    }

    private String inspect(String service, String what) {
        return Docker.run("inspect", "--format={{" + what + "}}", project.container(service));
    }
}
