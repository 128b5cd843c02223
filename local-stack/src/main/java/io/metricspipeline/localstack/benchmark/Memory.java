package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Do the services stay as small as they are? The memory of a busy sink and a producer at 100 ms, in small heaps, over a long time. */
final class Memory implements Experiment {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int FLEET = 100;
    private static final String TOPIC = "memory";

    private final MarkdownTable table =
            new MarkdownTable("memory, MiB", "heap", "at a third of the time", "at the end", "peak", "slope, MiB/h");
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    @Override
    public Findings run(Laboratory laboratory) throws SQLException {
        Duration duration = laboratory.settings().memoryDuration();
        laboratory.tell(
                "A sink with 1,000 samples/s and a producer at 100 ms, watched for " + duration.toSeconds() + " s");
        LiveTopic.create(laboratory, TOPIC, 6);
        String database = laboratory.freshDatabase();
        MeasuredProcess sink = laboratory.sink("memory-sink", database, TOPIC, TOPIC);
        MeasuredProcess producer = laboratory.producer("memory-producer", "96m", INTERVAL, TOPIC);
        MeasuredProcess fleet = laboratory.fleet("memory-fleet", FLEET, INTERVAL, TOPIC);
        try {
            laboratory.awaitRow(database, sink);
            watch(
                    List.of(
                            new Watched("sink", laboratory.settings().heap(), sink),
                            new Watched("producer", "96m", producer)),
                    duration);
        } finally {
            fleet.stop();
            producer.stop();
            sink.stop();
        }
        laboratory.drop(database);
        return new Findings(table.lines(), json);
    }

    private void watch(List<Watched> watched, Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            Pause.during(BETWEEN_LOOKS);
            watched.forEach(Watched::look);
        }
        watched.forEach(this::note);
    }

    private void note(Watched watched) {
        List<Double> later = watched.looks()
                .subList(watched.looks().size() / 3, watched.looks().size());
        double slope = slope(later) * Duration.ofHours(1).toSeconds() / BETWEEN_LOOKS.toSeconds();
        table.row(
                watched.name(),
                watched.heap(),
                text(later.get(0)),
                text(later.get(later.size() - 1)),
                text(watched.looks().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElseThrow()),
                text(slope));
        json.putObject(watched.name())
                .put("heap", watched.heap())
                .put("seconds", watched.looks().size())
                .put("mebibytesAtTheEnd", Figure.rounded(later.get(later.size() - 1)))
                .put("mebibytesPerHour", Figure.rounded(slope));
    }

    /** Of the line that fits them best (least squares), for each look. */
    private static double slope(List<Double> looks) {
        double middle = (looks.size() - 1) / 2.0;
        double mean = looks.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double together = 0;
        double alone = 0;
        for (int i = 0; i < looks.size(); i++) {
            together += (i - middle) * (looks.get(i) - mean);
            alone += (i - middle) * (i - middle);
        }
        return alone == 0 ? 0 : together / alone;
    }

    private static String text(double value) {
        return Figure.of(DoubleStream.of(value)).text(1);
    }

    /** A process, and what it held at each look, in MiB. */
    private record Watched(String name, String heap, MeasuredProcess process, List<Double> looks) {
        Watched(String name, String heap, MeasuredProcess process) {
            this(name, heap, process, new ArrayList<>());
        }

        void look() {
            process.requireAlive();
            looks.add(ProcFiles.memory(process.pid()) / (double) (1 << 20));
        }
    }
}
