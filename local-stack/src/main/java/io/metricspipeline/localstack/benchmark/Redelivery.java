package io.metricspipeline.localstack.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What do duplicates cost the sink? The first delivery of a topic, the same topic again into the same database, and topics with
 * duplicates inside. All by the offsets that the sink commits, since a duplicate leaves no row.
 */
final class Redelivery implements Experiment {
    private static final String FIRST = "first delivery";
    private static final String AGAIN = "all of it again";

    private final Map<String, List<Measurement>> measured = new LinkedHashMap<>();
    private final ArrayNode measurements = JsonNodeFactory.instance.arrayNode();

    @Override
    public Findings run(Laboratory laboratory) throws SQLException {
        int partitions = laboratory.settings().partitions();
        for (int round = 1; round <= laboratory.settings().rounds(); round++) {
            EventTopic once = laboratory.topic(partitions, Delivery.ONCE);
            String database = laboratory.freshDatabase();
            note(laboratory, FIRST, round, once, database);
            note(laboratory, AGAIN, round, once, database);
            laboratory.drop(database);
            for (Delivery delivery : List.of(Delivery.DUPLICATE_LAST, Delivery.HALF_DUPLICATES)) {
                EventTopic topic = laboratory.topic(partitions, delivery);
                database = laboratory.freshDatabase();
                note(laboratory, delivery.toString(), round, topic, database);
                laboratory.drop(database);
            }
        }
        return findings();
    }

    private void note(Laboratory laboratory, String name, int round, EventTopic topic, String database)
            throws SQLException {
        Trial trial = Trial.run(laboratory, Contender.SINK, topic, database, 1);
        Measurement measurement = trial.byOffsets(name, round);
        measured.computeIfAbsent(name, first -> new ArrayList<>()).add(measurement);
        measurements.add(measurement.json());
        // The rows too: each sample once.
        trial.byCommitTimes(round);
        laboratory.tell(
                String.format(Locale.ROOT, "round %d  %-17s %,9.0f records/s", round, name, measurement.perSecond()));
    }

    private Findings findings() {
        MarkdownTable table =
                new MarkdownTable("delivery", "records/s", "of the first", "total CPU-s/M records", "others, cores");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode summary = json.putObject("deliveries");
        measured.forEach((name, list) -> {
            Figure perSecond = figure(list, Measurement::perSecond);
            Figure ofFirst = Figure.of(ofFirst(name));
            table.row(
                    name,
                    perSecond.text(0),
                    ofFirst.text(2),
                    figure(list, Measurement::totalPerMillion).text(1),
                    figure(list, Measurement::otherCores).text(2));
            summary.putObject(name).setAll(Map.of("perSecond", perSecond.json(), "ofFirst", ofFirst.json()));
        });
        Targets targets = new Targets();
        targets.atLeast("full redelivery / first delivery", 0.5, ofFirst(AGAIN));
        targets.atLeast("duplicate-last / first delivery", 0.4, ofFirst(Delivery.DUPLICATE_LAST.toString()));
        json.set("targets", targets.json());
        json.set("measurements", measurements);
        List<String> markdown = new ArrayList<>(table.lines());
        markdown.add("");
        markdown.addAll(targets.lines());
        return new Findings(markdown, json);
    }

    private DoubleStream ofFirst(String name) {
        List<Measurement> first = measured.getOrDefault(FIRST, List.of());
        List<Measurement> list = measured.getOrDefault(name, List.of());
        return IntStream.range(0, list.size())
                .mapToDouble(
                        round -> list.get(round).perSecond() / first.get(round).perSecond());
    }

    private static Figure figure(List<Measurement> list, ToDoubleFunction<Measurement> value) {
        return Figure.of(list.stream().mapToDouble(value));
    }
}
