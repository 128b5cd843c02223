package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    void theMonitorsGiveTheSeriesTheJobsOfTheAlertsAndNamesOfThisCluster() {
        Manifests manifests = Chart.render(MONITORED);

        assertThat(manifests.one("PodMonitor").at("/spec/podMetricsEndpoints/0/relabelings"))
                .hasToString(relabelings("metrics-producer", "node_name"));
        assertThat(manifests.one("ServiceMonitor").at("/spec/endpoints/0/relabelings"))
                .hasToString(relabelings("metrics-sink", "name"));
    }

    @Test
    void theAlertsAreThoseOfDockerComposeForThisNamespaceAlone() throws Exception {
        List<JsonNode> alerts =
                Alerts.of(Chart.render(MONITORED).one("PrometheusRule").path("spec"));

        assertThat(alerts).extracting(Alerts::name).containsExactlyElementsOf(Alerts.names());
        assertThat(alerts)
                .allSatisfy(alert -> assertThat(alert.path("expr").asString())
                        .containsPattern("\\{")
                        .doesNotContainPattern("\\{(?!namespace=\"namespace\", job=\"metrics-)"));
        assertThat(alerts)
                .extracting(alert -> alert.path("expr").asString().replace("namespace=\"namespace\", ", ""))
                .containsExactlyElementsOf(Alerts.all().stream()
                        .map(alert -> alert.path("expr").asString())
                        .toList());
    }

    @Test
    void theAlertsLeadToTheRunbookOfWhoeverInstalls() {
        Manifests manifests = Chart.render(
                Map.of("prometheusRule.enabled", true, "prometheusRule.runbook", "https://wiki.example/metrics"));

        assertThat(Alerts.of(manifests.one("PrometheusRule").path("spec")))
                .isNotEmpty()
                .allSatisfy(
                        alert -> assertThat(alert.at("/annotations/runbook_url").asString())
                                .startsWith("https://wiki.example/metrics#metrics"));
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

    private static String relabelings(String job, String instance) {
        return "[{\"targetLabel\":\"job\",\"replacement\":\"" + job + "\"},"
                + "{\"sourceLabels\":[\"__meta_kubernetes_pod_" + instance + "\"],\"targetLabel\":\"instance\"}]";
    }
}
