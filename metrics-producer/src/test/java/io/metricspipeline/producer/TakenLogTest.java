package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TakenLogTest {

    private final JsonMapper json = new JsonMapper();

    @Test
    void hasALineForEachSampleAlsoOverRestarts(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("taken");
        new TakenLog(Samples.settings("taken-log=" + file)).taken(Samples.full().sample(), true);
        new TakenLog(Samples.settings("taken-log=" + file)).taken(Samples.sample(7), false);

        JsonNode first = json.readTree(Files.readAllLines(file).get(0));
        JsonNode second = json.readTree(Files.readAllLines(file).get(1));
        JsonNode event = json.readTree(Samples.full().toJson());

        assertThat(first.get("durable").asBoolean()).isTrue();
        first.get("sample")
                .properties()
                .forEach(field -> assertThat(field.getValue()).isEqualTo(event.get(field.getKey())));
        assertThat(first.get("sample").get("schemaVersion").asInt()).isEqualTo(1);
        assertThat(second.get("durable").asBoolean()).isFalse();
        assertThat(second.get("sample").get("sequence").asLong()).isEqualTo(7);
    }
}
