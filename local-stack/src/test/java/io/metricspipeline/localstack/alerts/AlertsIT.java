package io.metricspipeline.localstack.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metricspipeline.localstack.Prometheus;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One of the alerts, so that the program stays able to fire all of them. */
class AlertsIT {

    @Test
    void firesAnAlertByItsFaultSeesItEndAndTellsOfBoth(@TempDir Path directory) {
        assumeTrue(Prometheus.program().isPresent(), "no prometheus on the PATH: install Debian's package prometheus");
        Path report = directory.resolve("alerts.json");

        int status = new CommandLine(new AlertsCommand())
                .execute("--only=MetricsOperatorNeeded", "--data=" + directory.resolve("data"), "--report=" + report);

        assertThat(status).isZero();
        JsonNode outcome = new JsonMapper().readTree(report).at("/alerts/0");
        assertThat(outcome.path("alert").asString()).isEqualTo("MetricsOperatorNeeded");
        assertThat(outcome.path("secondsToFire").asDouble()).isPositive();
        assertThat(outcome.path("secondsToEnd").asDouble()).isPositive();
    }
}
