package io.metricspipeline.sink;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Grafana's dashboards, as far as they can be tried without Grafana: their shape, and every question to PostgreSQL, asked as
 * {@code bi_reader}. Those to Prometheus are asked where both services run, in local-stack.
 */
class DashboardsIT {

    private static final AnalystsDatabase DATABASE = troubledDatabase();
    private static final int COLUMNS = 24;

    static List<Dashboard> dashboards() throws Exception {
        return Dashboard.all();
    }

    static Stream<JsonNode> questions() {
        return Dashboard.named("metrics-fleet").panels().stream()
                .flatMap(panel -> panel.path("targets").valueStream());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void hasWhatGrafanaNeedsToProvisionIt(Dashboard dashboard) throws Exception {
        JsonNode json = dashboard.json();

        assertThat(json.path("uid").asString()).isEqualTo(dashboard.name());
        assertThat(json.has("id")).as("an id is given by the instance").isFalse();
        assertThat(json.path("title").asString()).isNotBlank();
        assertThat(json.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
        assertThat(json.at("/time/from").asString()).startsWith("now-");
        assertThat(json.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(provisioned())
                        .contains("    uid: " + source.path("uid").asString() + "\n")
                        .contains("    type: " + source.path("type").asString() + "\n"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void hasPanelsThatExplainThemselvesAndDoNotOverlap(Dashboard dashboard) {
        List<JsonNode> panels = dashboard.panels();

        assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(panels).extracting(panel -> panel.path("title").asString()).doesNotHaveDuplicates();
        assertThat(panels).allSatisfy(panel -> {
            assertThat(panel.path("type").asString()).isIn("timeseries", "stat", "table");
            assertThat(panel.path("description").asString()).endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asString()).isNotBlank();
            assertThat(panel.path("targets").findValuesAsString("refId"))
                    .isNotEmpty()
                    .doesNotHaveDuplicates();
            assertThat(place(panel).getMaxX()).isLessThanOrEqualTo(COLUMNS);
            assertThat(panels)
                    .filteredOn(other -> place(other).intersects(place(panel)))
                    .containsExactly(panel);
        });
    }

    @ParameterizedTest
    @MethodSource("questions")
    void everyQuestionToPostgresqlFindsSomething(JsonNode question) {
        List<Map<String, Object>> rows = ask(Dashboard.asked(question, hosts()));

        assertThat(rows).isNotEmpty();
        if (question.path("format").asString().equals("time_series")) {
            assertThat(rows).allSatisfy(row -> assertThat(row).containsOnlyKeys("time", "metric", "value"));
            assertThat(rows).extracting(row -> row.get("metric")).hasOnlyElementsOfType(String.class);
            assertThat(rows).extracting(row -> row.get("value")).hasAtLeastOneElementOfType(Number.class);
            assertThat(rows)
                    .extracting(row -> Objects.requireNonNull(row.get("time")).toString())
                    .isSorted();
        }
    }

    @Test
    void offersTheHostsToChooseFrom() {
        assertThat(Dashboard.named("metrics-fleet").variables())
                .singleElement()
                .satisfies(variable ->
                        assertThat(ask(variable.path("query").asString())).hasSize(AnalystsDatabase.HOSTS));
    }

    private static List<Map<String, Object>> ask(String question) {
        return DATABASE.reader.sql(question).query().listOfRows();
    }

    /** As Grafana writes several values of a variable. */
    private static String hosts() {
        return ask("select host from bi.host").stream()
                .map(row -> "'" + row.get("host") + "'")
                .collect(joining(","));
    }

    private static String provisioned() throws Exception {
        return Files.readString(Path.of("../docker/grafana/datasources.yaml"));
    }

    private static Rectangle place(JsonNode panel) {
        JsonNode position = panel.path("gridPos");
        return new Rectangle(
                position.path("x").asInt(),
                position.path("y").asInt(),
                position.path("w").asInt(),
                position.path("h").asInt());
    }

    /** With a gap, a loss and a reject, so that the panels that are empty when all is well have a row. */
    private static AnalystsDatabase troubledDatabase() {
        AnalystsDatabase database = new AnalystsDatabase(AnalystsDatabase.HOSTS, 1);
        database.owner.sql("""
                        insert into metrics.producer_progress values (1, 100000, false);
                        insert into metrics.loss values (2, 5, 9, 'spool_full');
                        insert into metrics.rejected (topic_id, partition, record_offset, reason, detail, record_written_at)
                        values (gen_random_uuid(), 0, 1, 'malformed', 'no JSON', now());
                        """).update();
        return database;
    }
}
