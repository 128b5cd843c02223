package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The chart as a whole, for each way of installing it. */
class ChartTest {

    static List<Path> waysOfInstalling() throws Exception {
        return Chart.waysOfInstalling();
    }

    @ParameterizedTest
    @MethodSource("waysOfInstalling")
    void isLintedWithoutAWarning(Path values, @TempDir Path copy) throws Exception {
        LintResult result = Chart.lint(values, copy);

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("waysOfInstalling")
    void everySelectorMatchesItsPodsAndNoOthers(Path values) {
        Manifests manifests = Chart.render(values);

        assertThat(manifests.objects()).allSatisfy(object -> {
            JsonNode wanted = manifests.one(componentIsProducer(object) ? "DaemonSet" : "Deployment");
            assertThat(selectors(object))
                    .allSatisfy(selector -> assertThat(manifests.pods())
                            .filteredOn(pod -> Manifests.selects(selector, pod))
                            .containsExactly(wanted.at("/spec/template")));
        });
        assertThat(manifests.objects().stream().flatMap(ChartTest::selectors)).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void tellsWhatTheNamespaceMustAllow() {
        String allowed = "pod-security.kubernetes.io/enforce=privileged";

        assertThat(Chart.notes(Map.of())).contains(allowed).contains("metrics-owner", "metrics-writer");
        assertThat(Chart.notes(Map.of("producer.restricted", true)))
                .doesNotContain(allowed)
                .contains("network counters");
    }

    @Test
    void carriesTheVersionOfTheServices() throws Exception {
        String version = Chart.read(Chart.DIRECTORY.resolve("Chart.yaml"))
                .path("appVersion")
                .asString();

        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + version + "</version>");
    }

    private static boolean componentIsProducer(JsonNode object) {
        return object.at("/metadata/labels")
                .path("app.kubernetes.io/component")
                .asString()
                .equals("producer");
    }

    private static Stream<JsonNode> selectors(JsonNode object) {
        JsonNode spec = object.path("spec");
        return object.path("kind").asString().equals("Service")
                ? Stream.of(spec.path("selector"))
                : Stream.of(spec.at("/selector/matchLabels"), spec.at("/podSelector/matchLabels"))
                        .filter(JsonNode::isObject);
    }
}
