package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What does sampling cost the host, and is every sample news? The producer as shipped, beside direct readings of /proc. */
final class ProducerCost implements Experiment {
    private static final List<Duration> INTERVALS = List.of(Duration.ofMillis(100), Duration.ofMillis(500));
    private static final String HEAP = "96m";
    /** Spring's scheduler, which samples and appends to the spool. */
    private static final String SAMPLING_THREAD = "scheduling-1";

    private static final double PERCENT = 100;

    private final MarkdownTable costs = new MarkdownTable(
            "producer",
            "sampling, µs/sample",
            "sampling, % of a core",
            "process, % of a core",
            "peak, MiB",
            "direct /proc, µs/sample",
            "others, cores");
    private final MarkdownTable news = new MarkdownTable(
            "different values per sample", "cpuUsagePercent", "cpuContextSwitches", "memoryUsedBytes");
    private final Targets targets = new Targets();
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    @Override
    public Findings run(Laboratory laboratory) {
        INTERVALS.forEach(interval -> measure(laboratory, interval));
        json.set("targets", targets.json());
        List<String> markdown = new ArrayList<>(costs.lines());
        markdown.add("");
        markdown.addAll(news.lines());
        markdown.add("");
        markdown.addAll(targets.lines());
        return new Findings(markdown, json);
    }

    private void measure(Laboratory laboratory, Duration interval) {
        Duration duration = laboratory.settings().duration();
        String name = "producer-" + interval.toMillis() + "ms";
        LiveTopic topic = LiveTopic.create(laboratory, name, 1);
        laboratory.tell(name + ": warms up and is measured, " + duration.toSeconds() + " s each");
        MeasuredProcess producer = laboratory.producer(name, HEAP, interval, name);
        try (DirectReading direct = new DirectReading(interval)) {
            topic.awaitRecord(producer);
            Pause.during(duration);
            producer.requireAlive();
            direct.restart();
            Sampling before = Sampling.of(producer);
            Pause.during(duration);
            Sampling used = Sampling.of(producer).minus(before);
            producer.stop();
            note(name, interval, used, direct.microsPerSample(), TopicValues.of(topic));
        }
    }

    private void note(String name, Duration interval, Sampling used, double directMicros, TopicValues values) {
        double sampling = used.thread() / used.seconds() * PERCENT;
        double process = used.process() / used.seconds() * PERCENT;
        double micros = used.thread() / (used.seconds() * 1e3 / interval.toMillis()) * 1e6;
        costs.row(
                name,
                text(micros, 0),
                text(sampling, 2),
                text(process, 2),
                text(used.peakMemory() / (double) (1 << 20), 0),
                text(directMicros, 0),
                text((used.machine() - used.process()) / used.seconds(), 2));
        news.row(
                name,
                text(values.distinct("cpuUsagePercent"), 2),
                text(values.distinct("cpuContextSwitches"), 2),
                text(values.distinct("memoryUsedBytes"), 2));
        json.putObject(name)
                .put("samples", values.events())
                .put("samplingMicrosPerSample", Figure.rounded(micros))
                .put("samplingPercentOfCore", Figure.rounded(sampling))
                .put("processPercentOfCore", Figure.rounded(process))
                .put("directMicrosPerSample", Figure.rounded(directMicros))
                .put("distinctContextSwitches", Figure.rounded(values.distinct("cpuContextSwitches")))
                .put("distinctCpuUsage", Figure.rounded(values.distinct("cpuUsagePercent")));
        if (interval.equals(INTERVALS.get(0))) {
            targets.atMost("sampling at 100 ms, % of a core", 0.5, DoubleStream.of(sampling));
            targets.atMost("whole producer at 100 ms, % of a core", 1.5, DoubleStream.of(process));
        }
    }

    private static String text(double value, int decimals) {
        return Figure.of(DoubleStream.of(value)).text(decimals);
    }

    /** What a producer has used so far, in seconds of processor time; {@code seconds} is the clock's. */
    private record Sampling(double seconds, double thread, double process, double machine, long peakMemory) {
        static Sampling of(MeasuredProcess producer) {
            return new Sampling(
                    System.nanoTime() / 1e9,
                    ProcFiles.threadProcessorSeconds(producer.pid(), SAMPLING_THREAD),
                    ProcFiles.processorSeconds(producer.pid()),
                    ProcFiles.machineSeconds(),
                    ProcFiles.peakMemory(producer.pid()));
        }

        Sampling minus(Sampling before) {
            return new Sampling(
                    seconds - before.seconds,
                    thread - before.thread,
                    process - before.process,
                    machine - before.machine,
                    peakMemory);
        }
    }
}
