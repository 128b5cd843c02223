package io.metricspipeline.localstack.alerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The file that a run leaves: what became of each alert, or what fired although nothing was wrong. */
final class AlertsReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final int scale;

    AlertsReport(Path file, int scale) {
        this.file = file;
        this.scale = scale;
    }

    void fired(List<Outcome> outcomes) throws IOException {
        write(Map.of("scale", scale, "alerts", outcomes));
    }

    void quiet(int minutes, Map<String, String> fired) throws IOException {
        write(Map.of("scale", scale, "quietMinutes", minutes, "fired", fired));
    }

    private void write(Map<String, Object> report) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.write(file, JSON.writeValueAsBytes(report));
    }
}
