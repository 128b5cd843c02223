package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the chart refuses, and how it says so. */
class ValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"replicas", "kafka.bootstrapserver", "sink.replica", "producer.spool.size", "postgresql.password"
            })
    void aValueThatDoesNotExistIsRefused(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);

        assertThatThrownBy(() -> Chart.render(Map.of(name, "1")))
                .hasMessageContaining("additional properties '" + last + "' not allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.bootstrapServers, kafka",
        "postgresql.writer.existingSecret, ''",
        "postgresql.port, 70000",
        "producer.interval, half a second",
        "producer.spool.volume, memory",
        "producer.spool.maxSizeMebibytes, 1048577",
        "sink.autoscaling.by, both",
        "logFormat, xml",
    })
    void aValueThatBreaksItsRuleIsRefused(String name, String value) {
        assertThatThrownBy(() -> Chart.render(Map.of(name, value)))
                .hasMessageContaining("at '/" + name.replace('.', '/') + "'");
    }

    @Test
    void moreSinksThanPartitionsAreRefused() {
        assertThatThrownBy(() -> Chart.render(Map.of("sink.replicas", 7)))
                .hasMessageContaining("sink.replicas is 7, but kafka.topic.partitions is 6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hpa", "keda"})
    void scalingBeyondThePartitionsIsRefused(String by) {
        assertThatThrownBy(() -> Chart.render(Map.of("sink.autoscaling.by", by, "sink.autoscaling.maxReplicas", 7)))
                .hasMessageContaining("sink.autoscaling.maxReplicas is 7, but kafka.topic.partitions is 6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka.tls.enabled", "kafka.sasl.enabled"})
    void scalingByALagThatKedaMayNotAskForIsRefused(String secured) {
        assertThatThrownBy(() -> Chart.render(Map.of("sink.autoscaling.by", "keda", secured, true)))
                .hasMessageContaining("needs sink.autoscaling.triggerAuthentication");
    }

    @Test
    void aRestrictedProducerWithItsSpoolOnTheHostIsRefused() {
        assertThatThrownBy(() -> Chart.render(Map.of("producer.restricted", true, "producer.spool.volume", "hostPath")))
                .hasMessageContaining("producer.restricted allows no producer.spool.volume: hostPath");
    }

    @Test
    void theSchemaTakesNoPropertyBesideThoseItNames() throws Exception {
        JsonNode schema = Chart.read(Chart.DIRECTORY.resolve("values.schema.json"));

        assertThat(schema.findParents("properties"))
                .isNotEmpty()
                .allSatisfy(object -> assertThat(object.path("additionalProperties"))
                        .as("%s", object)
                        .hasToString("false"));
    }
}
