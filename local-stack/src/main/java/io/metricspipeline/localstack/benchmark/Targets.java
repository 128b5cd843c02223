package io.metricspipeline.localstack.benchmark;

import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What must hold, beside what was measured: a table, and JSON. Judged by the median; what was not measured is not judged. */
final class Targets {
    private final MarkdownTable table = new MarkdownTable("must hold", "target", "measured", "");
    private final ArrayNode json = JsonNodeFactory.instance.arrayNode();

    void atLeast(String what, double target, DoubleStream rounds) {
        Figure figure = Figure.of(rounds);
        add(what, "≥ " + target, figure, figure.median() >= target);
    }

    void atMost(String what, double target, DoubleStream rounds) {
        Figure figure = Figure.of(rounds);
        add(what, "≤ " + target, figure, figure.median() <= target);
    }

    List<String> lines() {
        return table.lines();
    }

    ArrayNode json() {
        return json;
    }

    private void add(String what, String target, Figure figure, boolean holds) {
        if (figure.isKnown()) {
            table.row(what, target, figure.text(2), holds ? "holds" : "MISSED");
            json.addObject()
                    .put("what", what)
                    .put("target", target)
                    .put("holds", holds)
                    .set("measured", figure.json());
        }
    }
}
