package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.Build;
import io.metricspipeline.localstack.Servers;
import io.metricspipeline.localstack.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the parts of the benchmark one after the other, prints what each has found, and keeps it in a file. */
@Command(
        name = "benchmark",
        header = "Measure what the pipeline can do on this machine, and what it costs.",
        description = {
            "",
            "Starts a real Kafka broker and a real PostgreSQL (fsync on) of its own, fills topics with",
            "events, and lets the sink and other ways to write the same rows have a go, each in a",
            "process and on a fresh database of its own, in rounds. Prints Markdown tables: medians,",
            "in parentheses the least and the most of the rounds.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Parts:",
            "  throughput  contenders on a preloaded topic: rows/s, CPU, memory",
            "  redelivery  the sink when everything comes again, or some of it twice",
            "  scale       as many sinks as partitions",
            "  producer    CPU of sampling and of the whole producer, at 100 and 500 ms",
            "  latency     sampled to visible, for one producer and for many",
            "  fleet       whether latency and lag of --hosts at 1 s stay as they are",
            "  memory      of a busy sink and a producer, over time",
            "",
            "Contenders: sink, sink-without-rollups, rewritten-batch, unnest, insert-per-message, copy,",
            "  copy-without-key, decode-only.",
            "",
            "Figures of a machine that does other work are worth little: \"others\" is how many cores",
            "that took meanwhile. Through Maven the options stand in one property:",
            "  mvn -Pquickstart -Dbenchmark.args=\"--rounds=5\"",
            "",
            "Exit status: 1 a contender lost a sample or a part failed (data and logs are kept);",
            "2 a setting is wrong (nothing was started). A missed target is no failure.",
        })
public final class BenchmarkCommand implements Callable<Integer> {
    @Option(
            names = "--part",
            paramLabel = "<part>",
            split = ",",
            converter = Words.OfPart.class,
            description = "What to measure, see below (default ${DEFAULT-VALUE}).")
    private List<BenchmarkPart> parts = List.of(BenchmarkPart.THROUGHPUT);

    @Option(names = "--events", paramLabel = "<n>", description = "Events in a topic (default ${DEFAULT-VALUE}).")
    private int events = 6_000_000;

    @Option(
            names = "--insert-events",
            paramLabel = "<n>",
            description = "Of these for insert-per-message (default ${DEFAULT-VALUE}).")
    private int insertEvents = 50_000;

    @Option(names = "--rounds", paramLabel = "<n>", description = "Rounds (default ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--partitions", paramLabel = "<n>", description = "Of a topic (default ${DEFAULT-VALUE}).")
    private int partitions = 2;

    @Option(names = "--hosts", paramLabel = "<n>", description = "Hosts that send (default ${DEFAULT-VALUE}).")
    private int hosts = 100;

    @Option(
            names = "--warm-up",
            paramLabel = "<percent>",
            description = "Share of each trial that is not measured (default ${DEFAULT-VALUE}).")
    private int warmUp = 75;

    @Option(
            names = "--contenders",
            paramLabel = "<name>",
            split = ",",
            converter = Words.OfContender.class,
            description = "Which ones, see below (default: all).")
    private List<Contender> contenders = List.of(Contender.values());

    @Option(
            names = "--scale",
            paramLabel = "<n>",
            split = ",",
            description = "Numbers of partitions and sinks (default ${DEFAULT-VALUE}).")
    private List<Integer> scale = List.of(1, 2, 4);

    @Option(names = "--heap", paramLabel = "<size>", description = "Of each client (default ${DEFAULT-VALUE}).")
    private String heap = "256m";

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            description = "For each figure of producer, latency and fleet (default ${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Option(
            names = "--simulated",
            paramLabel = "<n>",
            description = "Producers at 100 ms, for the second latency (default ${DEFAULT-VALUE}).")
    private int simulated = 1_000;

    @Option(
            names = "--fleet-seconds",
            paramLabel = "<n>",
            description = "How long to watch a fleet (default ${DEFAULT-VALUE}).")
    private int fleetSeconds = 600;

    @Option(
            names = "--memory-seconds",
            paramLabel = "<n>",
            description = "How long to watch memory (default ${DEFAULT-VALUE}).")
    private int memorySeconds = 3_600;

    @Option(
            names = "--data",
            paramLabel = "<directory>",
            description = "New directory for topics, rows, logs (default: local-stack/target/benchmark/<now>).")
    private Path data = target().resolve("benchmark").resolve(now());

    @Option(
            names = "--report",
            paramLabel = "<file>",
            description = "Keeps the newest findings of each part (default: local-stack/target/benchmark.json).")
    private Path report = target().resolve("benchmark.json");

    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() throws IOException, SQLException {
        System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "off");
        BenchmarkSettings settings = settings();
        ProcFiles.requireLinux();
        Laboratory.requireBuilt();
        Path directory = data.toAbsolutePath().normalize();
        try (Servers servers = Servers.open(directory)) {
            Runtime.getRuntime().addShutdownHook(new Thread(servers::close, "stop-servers"));
            run(new Laboratory(servers, settings, terminal::line));
        }
        delete(directory);
        return 0;
    }

    private BenchmarkSettings settings() {
        return new BenchmarkSettings(
                events,
                insertEvents,
                rounds,
                partitions,
                hosts,
                warmUp / 100.0,
                contenders,
                scale,
                heap,
                Duration.ofSeconds(seconds),
                simulated,
                Duration.ofSeconds(fleetSeconds),
                Duration.ofSeconds(memorySeconds));
    }

    private void run(Laboratory laboratory) throws IOException, SQLException {
        laboratory.prepare();
        for (BenchmarkPart part : parts) {
            Findings findings = part.experiment().run(laboratory);
            terminal.line("");
            terminal.line("### " + part.title());
            terminal.line("");
            findings.markdown().forEach(terminal::line);
            terminal.line("");
            new BenchmarkReport(report).put(part.toString(), findings, laboratory.settings());
        }
        terminal.line("Written to " + report);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }

    private static Path target() {
        return Build.projectDirectory().resolve("local-stack").resolve("target");
    }

    private static String now() {
        return LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    }
}
