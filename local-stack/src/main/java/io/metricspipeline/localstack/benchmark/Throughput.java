package io.metricspipeline.localstack.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How fast is each contender, and what does it cost? Rounds of all of them, each round beginning with another. */
final class Throughput implements Experiment {
    private final List<Round> rounds = new ArrayList<>();
    private final ArrayNode measurements = JsonNodeFactory.instance.arrayNode();

    @Override
    public Findings run(Laboratory laboratory) throws SQLException {
        BenchmarkSettings settings = laboratory.settings();
        EventTopic topic = laboratory.topic(settings.partitions(), Delivery.ONCE);
        List<Contender> order = new ArrayList<>(settings.contenders());
        if (order.stream().anyMatch(Contender::readsFile)) {
            laboratory.prepareRows(topic);
        }
        for (int number = 1; number <= settings.rounds(); number++) {
            Round round = new Round();
            for (Contender contender : order) {
                Measurement measured = Trial.measure(laboratory, contender, topic, 1, number);
                round.add(contender, measured);
                measurements.add(measured.json());
            }
            rounds.add(round);
            Collections.rotate(order, 1);
        }
        return findings(settings.contenders());
    }

    private Findings findings(List<Contender> contenders) {
        MarkdownTable rates = new MarkdownTable("contender", "rows/s", "of the limit", "of COPY", "others, cores");
        MarkdownTable costs = new MarkdownTable(
                "CPU seconds per million rows", "client", "PostgreSQL", "Kafka", "total", "client's peak, MiB");
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode summary = json.putObject("contenders");
        for (Contender contender : contenders) {
            Figure ofLimit = figure(round -> round.rateRatio(contender, Contender.COPY_WITHOUT_KEY));
            Figure ofCopy = figure(round -> round.rateRatio(contender, Contender.COPY));
            Figure perSecond = figure(contender, Measurement::perSecond);
            Figure total = figure(contender, Measurement::totalPerMillion);
            rates.row(
                    contender.toString(),
                    perSecond.text(0),
                    ofLimit.text(2),
                    ofCopy.text(2),
                    figure(contender, Measurement::otherCores).text(2));
            costs.row(
                    contender.toString(),
                    figure(contender, Measurement::clientPerMillion).text(1),
                    figure(contender, Measurement::postgresPerMillion).text(1),
                    figure(contender, Measurement::kafkaPerMillion).text(1),
                    total.text(1),
                    figure(contender, Measurement::peakMebibytes).text(0));
            ObjectNode one = summary.putObject(contender.toString()).put("meaning", contender.meaning());
            one.set("perSecond", perSecond.json());
            one.set("ofLimit", ofLimit.json());
            one.set("ofCopy", ofCopy.json());
            one.set("totalCpuSecondsPerMillion", total.json());
        }
        Targets targets = targets();
        json.set("targets", targets.json());
        json.set("measurements", measurements);
        List<String> markdown = new ArrayList<>(rates.lines());
        markdown.add("");
        markdown.addAll(costs.lines());
        markdown.add("");
        markdown.addAll(targets.lines());
        return new Findings(markdown, json);
    }

    private Targets targets() {
        Targets targets = new Targets();
        targets.atLeast("sink / COPY, rows/s", 0.60, each(round -> round.rateRatio(Contender.SINK, Contender.COPY)));
        targets.atLeast(
                "sink / the limit, rows/s",
                0.25,
                each(round -> round.rateRatio(Contender.SINK, Contender.COPY_WITHOUT_KEY)));
        targets.atMost(
                "sink / rewritten-batch, total CPU",
                0.7,
                each(round -> round.totalRatio(Contender.SINK, Contender.REWRITTEN_BATCH)));
        targets.atMost(
                "sink / rewritten-batch, CPU of the write path",
                0.5,
                each(round -> round.writePathRatio(Contender.SINK, Contender.REWRITTEN_BATCH)));
        targets.atLeast(
                "sink / sink-without-rollups, rows/s",
                0.9,
                each(round -> round.rateRatio(Contender.SINK, Contender.SINK_WITHOUT_ROLLUPS)));
        targets.atMost(
                "sink / sink-without-rollups, total CPU",
                1.1,
                each(round -> round.totalRatio(Contender.SINK, Contender.SINK_WITHOUT_ROLLUPS)));
        return targets;
    }

    private Figure figure(Contender contender, ToDoubleFunction<Measurement> value) {
        return figure(round -> round.of(contender, value));
    }

    private Figure figure(Function<Round, OptionalDouble> value) {
        return Figure.of(each(value));
    }

    private DoubleStream each(Function<Round, OptionalDouble> value) {
        return rounds.stream().map(value).flatMapToDouble(OptionalDouble::stream);
    }
}
