package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prometheus's own tool on the rules and on the configuration that Docker Compose gives to it, where it is installed. */
class PromtoolTest {

    @Test
    void theRulesAreRight() throws Exception {
        assertThat(promtool(Alerts.DIRECTORY, "check", "rules", "--lint=all", "--lint-fatal", "alerts.yaml"))
                .contains("SUCCESS: " + Alerts.names().size() + " rules found");
    }

    @Test
    void eachAlertFiresWhenItShouldAndNotOtherwise() throws Exception {
        assertThat(promtool(Alerts.DIRECTORY, "test", "rules", "alerts-test.yaml"))
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    @Test
    void theConfigurationOfDockerComposeIsRight() throws Exception {
        assertThat(promtool(Path.of("../docker/prometheus"), "check", "config", "--syntax-only", "prometheus.yml"))
                .contains("SUCCESS");
    }

    private static String promtool(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(executable()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String executable() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "promtool"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> abort("promtool is not on the PATH: install Debian's package prometheus"));
    }
}
