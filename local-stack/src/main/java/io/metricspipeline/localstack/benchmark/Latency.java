package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        measure(laboratory, ONE, "live-1", () -> {
            MeasuredProcess producer = laboratory.producer("latency-producer", "96m", INTERVAL, "live-1");
            return producer::stop;
        });
        measure(laboratory, String.format("%,d simulated", many), "live-" + many + "-simulated", () -> {
            SimulatedFleet fleet = new SimulatedFleet(
                    laboratory.servers().bootstrapServers(), "live-" + many + "-simulated", many, INTERVAL);
            return fleet::close;
        });
        json.set("targets", targets.json());
        List<String> markdown = new ArrayList<>(table.lines());
        markdown.add("");
        markdown.addAll(targets.lines());
        return new Findings(markdown, json);
    }

    private void measure(Laboratory laboratory, String name, String topic, Supplier<Runnable> source)
            throws SQLException {
        Duration duration = laboratory.settings().duration();
        laboratory.tell(name + " at 100 ms: warms up and is measured, " + duration.toSeconds() + " s each");
        LiveTopic.create(laboratory, topic, PARTITIONS);
        String database = laboratory.freshDatabase();
        MeasuredProcess sink = laboratory.sink("latency-sink-" + topic, database, topic, topic);
        Runnable stop = source.get();
        try {
            laboratory.awaitRow(database, sink);
            Pause.during(duration);
            double machine = ProcFiles.machineSeconds() - ours(laboratory, sink);
            Pause.during(duration);
            double others = (ProcFiles.machineSeconds() - ours(laboratory, sink) - machine) / duration.toSeconds();
            Instant end = Instant.now();
            // The slowest are still on their way.
            Pause.during(SLOWEST);
            sink.requireAlive();
            note(laboratory, name, database, end, others);
        } finally {
            stop.run();
            sink.stop();
        }
        laboratory.drop(database);
    }

    private void note(Laboratory laboratory, String name, String database, Instant end, double others)
            throws SQLException {
        Duration duration = laboratory.settings().duration();
        String question = "select percentile_cont(array[0.5, 0.99, 1.0]) within group (order by"
                + " extract(epoch from pg_xact_commit_timestamp(xmin) - sampled_at) * 1e3), count(*)"
                + " from " + Contender.TABLE + " where sampled_at between '" + end.minus(duration) + "' and '" + end
                + "'";
        try (Connection connection = laboratory.servers().dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            Double[] millis = (Double[]) row.getArray(1).getArray();
            long samples = row.getLong(2);
            table.row(
                    name,
                    text(millis[0], 1),
                    text(millis[1], 1),
                    text(millis[2], 1),
                    text((double) samples, 0),
                    text((double) samples / duration.toSeconds(), 0),
                    text(others, 2));
            json.putObject(name)
                    .put("p50Millis", Figure.rounded(millis[0]))
                    .put("p99Millis", Figure.rounded(millis[1]))
                    .put("mostMillis", Figure.rounded(millis[2]))
                    .put("samples", samples);
            if (name.equals(ONE)) {
                targets.atMost("p50 at one producer, ms", 50, DoubleStream.of(millis[0]));
                targets.atMost("p99 at one producer, ms", 250, DoubleStream.of(millis[1]));
            }
        }
    }

    private static double ours(Laboratory laboratory, MeasuredProcess sink) {
        return ProcFiles.processorSeconds(sink.pid())
                + ProcFiles.processorSeconds(ProcessHandle.current().pid())
                + ProcFiles.processorSeconds(laboratory.servers().brokerPid())
                + ProcFiles.familyProcessorSeconds(laboratory.servers().postgresPid());
    }

    private static String text(double value, int decimals) {
        return Figure.of(DoubleStream.of(value)).text(decimals);
    }
}
