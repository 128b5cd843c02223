package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the Prometheus operator and the network are told, for whoever asks for it. */
class MonitoringTest {

    private static final Path MONITORED = Chart.DIRECTORY.resolve("ci/monitored-values.yaml");

    @Test
    void nothingThatNeedsAnOperatorIsThereUnasked() {
        assertThat(Chart.render(Map.of()).objects())
                .extracting(object -> object.path("kind").asString())
                .containsOnly("DaemonSet", "Deployment", "Service", "PodDisruptionBudget");
    }

    @Test
    void theMonitorsScrapeTheManagementPorts() {
        Manifests manifests = Chart.render(MONITORED);
        JsonNode pods = manifests.one("PodMonitor").path("spec");
        JsonNode services = manifests.one("ServiceMonitor").path("spec");

        assertThat(pods.at("/podMetricsEndpoints/0/port").asString()).isEqualTo("management");
        assertThat(pods.at("/podMetricsEndpoints/0/path").asString()).isEqualTo("/actuator/prometheus");
        assertThat(services.at("/endpoints/0/port").asString()).isEqualTo("management");
        assertThat(services.at("/endpoints/0/path").asString()).isEqualTo("/actuator/prometheus");
        assertThat(manifests.all("Service"))
                .filteredOn(service -> Manifests.selects(services.at("/selector/matchLabels"), service))
                .extracting(service -> service.at("/metadata/name").asString())
                .containsExactly("release-metrics-pipeline-sink");
    }

    @Test
    void alertsNameOnlyMetersThatExist() throws Exception {
        String meters = source("producer", "ProducerMetrics") + source("sink", "SinkMetrics");
        JsonNode rules = Chart.render(MONITORED).one("PrometheusRule").at("/spec/groups/0/rules");

        assertThat(rules)
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(Pattern.compile("(producer|sink)_\\w+")
                                .matcher(rule.path("expr").asString())
                                .results()
                                .map(MatchResult::group))
                        .isNotEmpty()
                        .allSatisfy(meter -> assertThat(meters)
                                .contains("\""
                                        + meter.replaceAll("_(total|records|seconds)$", "")
                                                .replace('_', '.') + "\"")));
    }

    @Test
    void onlyWhatIsNeededPassesTheNetworkPolicies() {
        List<JsonNode> policies = Chart.render(MONITORED).all("NetworkPolicy");

        assertThat(policies).hasSize(2).allSatisfy(policy -> {
            JsonNode spec = policy.path("spec");
            assertThat(spec.path("policyTypes")).hasToString("[\"Ingress\",\"Egress\"]");
            assertThat(spec.path("ingress")).hasSize(1);
            assertThat(spec.at("/ingress/0/ports").findValuesAsString("port")).containsExactly("management");
            assertThat(spec.at("/ingress/0/from")).hasSize(2);
        });
        assertThat(policies)
                .extracting(policy -> policy.at("/spec/egress").findValuesAsString("port"))
                .containsExactly(List.of("53", "53", "9092", "9093"), List.of("53", "53", "9092", "9093", "5432"));
    }

    private static String source(String service, String type) throws IOException {
        return Files.readString(Path.of("../metrics-" + service + "/src/main/java/io/metricspipeline")
                .resolve(service)
                .resolve(type + ".java"));
    }
}
