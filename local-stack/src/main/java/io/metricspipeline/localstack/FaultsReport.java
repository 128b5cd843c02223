package io.metricspipeline.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The file that outlives the runs: a row for each schedule, and above them the totals of all rows. */
final class FaultsReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;

    FaultsReport(Path file) {
        this.file = file;
    }

    void append(ScheduleResult result) throws IOException {
        ArrayNode rows = rows();
        rows.add(row(result));
        ObjectNode report = JSON.createObjectNode();
        report.set("totals", totals(rows));
        report.set("schedules", rows);
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.write(unfinished, JSON.writeValueAsBytes(report));
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private ArrayNode rows() throws IOException {
        return Files.exists(file)
                ? (ArrayNode) JSON.readTree(Files.readAllBytes(file)).get("schedules")
                : JSON.createArrayNode();
    }

    private static ObjectNode row(ScheduleResult result) {
        ObjectNode row = JSON.createObjectNode().put("seed", result.seed()).put("schedule", result.schedule());
        result.verdict().counts().forEach(row::put);
        row.put("seconds", Math.round(result.seconds() * 10) / 10.0)
                .put("holds", result.verdict().holds());
        ObjectNode kills = row.putObject("kills");
        result.kills().forEach(kills::put);
        ArrayNode faults = row.putArray("faults");
        result.faults().forEach(faults::add);
        return row;
    }

    private static ObjectNode totals(ArrayNode rows) {
        ObjectNode totals = JSON.createObjectNode().put("schedules", 0);
        ObjectNode kills = totals.putObject("kills");
        for (JsonNode row : rows) {
            boolean drawn = row.get("schedule").stringValue().chars().allMatch(Character::isDigit);
            totals.put("schedules", totals.get("schedules").intValue() + (drawn ? 1 : 0));
            row.properties().stream()
                    .filter(field ->
                            field.getValue().isNumber() && !field.getKey().equals("seed"))
                    .forEach(field -> add(totals, field.getKey(), field.getValue()));
            row.get("kills").properties().forEach(kill -> add(kills, kill.getKey(), kill.getValue()));
        }
        return totals;
    }

    private static void add(ObjectNode sums, String name, JsonNode value) {
        double sum = sums.path(name).asDouble(0) + value.doubleValue();
        if (value.isIntegralNumber()) {
            sums.put(name, (long) sum);
        } else {
            sums.put(name, Math.round(sum * 10) / 10.0);
        }
    }
}
