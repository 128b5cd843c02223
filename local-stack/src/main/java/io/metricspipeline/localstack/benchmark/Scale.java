package io.metricspipeline.localstack.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Do more partitions and sinks store more? As many sink processes as partitions, on one PostgreSQL. */
final class Scale implements Experiment {
    private final Map<Integer, List<Measurement>> measured = new TreeMap<>();
    private final ArrayNode measurements = JsonNodeFactory.instance.arrayNode();

    @Override
    public Findings run(Laboratory laboratory) throws SQLException {
        for (int round = 1; round <= laboratory.settings().rounds(); round++) {
            for (int sinks : laboratory.settings().scale()) {
                EventTopic topic = laboratory.topic(sinks, Delivery.ONCE);
                Measurement measurement = Trial.measure(laboratory, Contender.SINK, topic, sinks, round);
                measured.computeIfAbsent(sinks, first -> new ArrayList<>()).add(measurement);
                measurements.add(measurement.json().put("sinks", sinks));
            }
        }
        return findings();
    }

    private Findings findings() {
        MarkdownTable table = new MarkdownTable(
                "partitions and sinks", "rows/s", "sinks, cores", "PostgreSQL, cores", "Kafka, cores", "others, cores");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode summary = json.putObject("sinks");
        measured.forEach((sinks, list) -> {
            Figure perSecond = figure(list, Measurement::perSecond);
            table.row(
                    sinks.toString(),
                    perSecond.text(0),
                    figure(list, m -> m.usage().client() / m.seconds()).text(2),
                    figure(list, m -> m.usage().postgres() / m.seconds()).text(2),
                    figure(list, m -> m.usage().kafka() / m.seconds()).text(2),
                    figure(list, Measurement::otherCores).text(2));
            summary.putObject(sinks.toString()).set("perSecond", perSecond.json());
        });
        json.set("measurements", measurements);
        return new Findings(table.lines(), json);
    }

    private static Figure figure(List<Measurement> list, ToDoubleFunction<Measurement> value) {
        return Figure.of(list.stream().mapToDouble(value));
    }
}
