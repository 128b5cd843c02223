package io.metricspipeline.localstack.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The file that outlives the runs: for each part its newest findings, when they were made and on what machine. */
final class BenchmarkReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;

    BenchmarkReport(Path file) {
        this.file = file;
    }

    void put(String part, Findings findings, BenchmarkSettings settings) throws IOException {
        ObjectNode report =
                Files.exists(file) ? (ObjectNode) JSON.readTree(Files.readAllBytes(file)) : JSON.createObjectNode();
        ObjectNode made = report.putObject(part)
                .put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("java", Runtime.version().toString())
                .put("events", settings.events())
                .put("rounds", settings.rounds())
                .put("partitions", settings.partitions())
                .put("hosts", settings.hosts())
                .put("heap", settings.heap());
        made.setAll(findings.json());
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.write(unfinished, JSON.writeValueAsBytes(report));
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
