package io.metricspipeline.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dashboard of docker/grafana, and its questions to PostgreSQL as Grafana would ask them. */
record Dashboard(String name, JsonNode json) {

    private static final Path DIRECTORY = Path.of("../docker/grafana/dashboards");

    static List<Dashboard> all() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().map(Dashboard::read).toList();
        }
    }

    static Dashboard named(String name) {
        return read(DIRECTORY.resolve(name + ".json"));
    }

    private static Dashboard read(Path file) {
        String name = file.getFileName().toString().replace(".json", "");
        return new Dashboard(name, JsonMapper.shared().readTree(file));
    }

    List<JsonNode> panels() {
        return json.path("panels").valueStream().toList();
    }

    List<JsonNode> variables() {
        return json.at("/templating/list").valueStream().toList();
    }

    /** With Grafana's macros filled in for the last six hours, a minute a point, and the hosts of its variable. */
    static String asked(JsonNode target, String hosts) {
        return target.path("rawSql")
                .asString()
                .replaceAll("\\$__timeFilter\\((.+?)\\)", "$1 between now() - interval '6 hours' and now()")
                .replaceAll(
                        "\\$__timeGroupAlias\\((.+?),\\$__interval\\)",
                        "floor(extract(epoch from $1)/60)*60 as \"time\"")
                .replace("$host", hosts);
    }

    @Override
    public String toString() {
        return name;
    }
}
