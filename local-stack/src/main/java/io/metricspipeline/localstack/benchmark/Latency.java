package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How long from the moment of sampling until the row is visible? One real producer at 100 ms, then many simulated ones. */
final class Latency implements Experiment {
    private static final Duration SLOWEST = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int PARTITIONS = 6;
    private static final String ONE = "1 producer";

    private final MarkdownTable table =
            new MarkdownTable("sampled → visible, ms", "p50", "p99", "most", "samples", "samples/s", "others, cores");
    private final Targets targets = new Targets();
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    @Override
    public Findings run(Laboratory laboratory) throws SQLException {
        int many = laboratory.settings().simulated();
        measure(laboratory, ONE, "live-1", () -> laboratory.producer("latency-producer", "96m", INTERVAL, "live-1"));
        String simulated = "live-" + many + "-simulated";
        measure(
                laboratory,
                String.format("%,d simulated", many),
                simulated,
                () -> laboratory.fleet("latency-fleet", many, INTERVAL, simulated));
        json.set("targets", targets.json());
        List<String> markdown = new ArrayList<>(table.lines());
        markdown.add("");
        markdown.addAll(targets.lines());
        return new Findings(markdown, json);
    }

    private void measure(Laboratory laboratory, String name, String topic, Supplier<MeasuredProcess> source)
            throws SQLException {
        Duration duration = laboratory.settings().duration();
        laboratory.tell(name + " at 100 ms: warms up and is measured, " + duration.toSeconds() + " s each");
        LiveTopic.create(laboratory, topic, PARTITIONS);
        String database = laboratory.freshDatabase();
        MeasuredProcess sink = laboratory.sink("latency-sink-" + topic, database, topic, topic);
        MeasuredProcess producer = source.get();
        try {
            laboratory.awaitRow(database, sink);
            Pause.during(duration);
            double machine = ProcFiles.machineSeconds() - ours(laboratory, sink, producer);
            Pause.during(duration);
            double others =
                    (ProcFiles.machineSeconds() - ours(laboratory, sink, producer) - machine) / duration.toSeconds();
            Instant end = Instant.now();
            // The slowest are still on their way.
            Pause.during(SLOWEST);
            sink.requireAlive();
            note(laboratory, name, database, end, others);
        } finally {
            producer.stop();
            sink.stop();
        }
        laboratory.drop(database);
    }

    private void note(Laboratory laboratory, String name, String database, Instant end, double others)
            throws SQLException {
        Duration duration = laboratory.settings().duration();
        Delay delay = Delay.of(laboratory.servers().dataSource(database), end.minus(duration), end);
        table.row(
                name,
                text(delay.p50(), 1),
                text(delay.p99(), 1),
                text(delay.most(), 1),
                text((double) delay.samples(), 0),
                text((double) delay.samples() / duration.toSeconds(), 0),
                text(others, 2));
        json.set(name, delay.json());
        if (name.equals(ONE)) {
            targets.atMost("p50 at one producer, ms", 50, DoubleStream.of(delay.p50()));
            targets.atMost("p99 at one producer, ms", 250, DoubleStream.of(delay.p99()));
        }
    }

    private static double ours(Laboratory laboratory, MeasuredProcess sink, MeasuredProcess producer) {
        return ProcFiles.processorSeconds(sink.pid())
                + ProcFiles.processorSeconds(producer.pid())
                + ProcFiles.processorSeconds(ProcessHandle.current().pid())
                + ProcFiles.processorSeconds(laboratory.servers().brokerPid())
                + ProcFiles.familyProcessorSeconds(laboratory.servers().postgresPid());
    }

    private static String text(double value, int decimals) {
        return Figure.of(DoubleStream.of(value)).text(decimals);
    }
}
