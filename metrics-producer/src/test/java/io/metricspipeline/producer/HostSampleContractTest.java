package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HostSampleContractTest {

    private final JsonMapper json = new JsonMapper();

    @Test
    void writesEveryFieldAsTheFullExample() {
        assertThat(json.readTree(Samples.full().toJson())).isEqualTo(json.readTree(Contract.read("full.json")));
    }

    @Test
    void leavesOutWhatIsNotKnownAsTheMinimalExample() {
        assertThat(json.readTree(Samples.minimal().toJson())).isEqualTo(json.readTree(Contract.read("minimal.json")));
    }

    @Test
    void theFullExampleHasEveryFieldOfTheSchema() {
        JsonNode schema = json.readTree(Contract.read("host-sample.schema.json"));

        assertThat(json.readTree(Contract.read("full.json")).propertyNames())
                .containsExactlyInAnyOrderElementsOf(schema.get("properties").propertyNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"full.json", "minimal.json", "future.json"})
    void everyExampleKeepsToTheSchema(String example) {
        Contract.assertKept(Contract.read(example));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"schemaVersion\": 1, \"cpuUsagePercent\": 101}"})
    void theSchemaRejectsWhatIsNoSample(String other) {
        assertThatThrownBy(() -> Contract.assertKept(other)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aSampleOfThisHostKeepsToTheSchema() {
        HostSampler sampler =
                new HostSampler(Samples.settings(Duration.ofMillis(500), 10), Clock.systemUTC(), System::nanoTime);

        SampleEvent event = new SampleEvent(sampler.sample(0), 0, List.of(), List.of());

        Contract.assertKept(new String(event.toJson(), StandardCharsets.UTF_8));
    }
}
