package io.metricspipeline.helm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The alerts of the rules file, which Docker Compose's Prometheus and the chart share, and the tests beside it. */
final class Alerts {

    static final Path DIRECTORY = Chart.DIRECTORY.resolve("rules");

    static List<JsonNode> all() throws IOException {
        return of(Chart.read(DIRECTORY.resolve("alerts.yaml")));
    }

    /** Of all groups. */
    static List<JsonNode> of(JsonNode rules) {
        return rules.path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    static List<String> names() throws IOException {
        return all().stream().map(Alerts::name).toList();
    }

    static String name(JsonNode alert) {
        return alert.path("alert").asString();
    }

    /** The questions that the tests of this alert ask. */
    static List<JsonNode> questions(String alert) throws IOException {
        return Chart.read(DIRECTORY.resolve("alerts-test.yaml"))
                .path("tests")
                .valueStream()
                .filter(group -> group.path("name").asString().equals(alert))
                .flatMap(group -> group.path("promql_expr_test").valueStream())
                .toList();
    }

    private Alerts() {}
}
