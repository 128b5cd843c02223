package io.metricspipeline.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs schedules of faults, prints what the oracle says of each, and keeps the evidence when it is not content. */
@Command(
        name = "faults",
        header = "Break everything at random, heal it, and count whether a sample was lost or doubled.",
        description = {
            "",
            "Three producers at 100 ms, a load generator and two sinks run against one broker and",
            "one PostgreSQL, through a network that can be bad. A schedule lets faults strike for",
            "some fifteen seconds: kill -9, SIGSTOP, stops, resets, black holes, lost answers to",
            "COMMIT, reset offsets, full disks, clocks that jump. Then everything is healed, and what",
            "the producers noted in side files is compared with rows, rejects, expired samples and",
            "declared losses.",
            "",
            "With --destroy each schedule destroys something that no sink has read: records of the",
            "topic, the whole topic under running services, frames in a spool, or, as rows, some",
            "seconds of the database. That alone may be missing, and the system has to say so:",
            "metrics.unread to the offset, declared losses to the sample. Of rows nothing may be",
            "missing: Kafka still has them.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Schedule n of a seed is always the same, so a range can be resumed and one schedule",
            "repeated. When its faults strike a busy machine in other moments, so be it.",
            "",
            "Where this user may mount file systems in memory, disks become full; elsewhere such faults",
            "are skipped, and the rest of the schedule is the same.",
            "",
            "Columns: destroyed counts samples that are missing because they were destroyed unread;",
            "killed those that were in memory only and went with a killed process; wrong are rows that",
            "differ from the sample, or of a sample that nobody took; good dead are good samples among",
            "the dead letters.",
            "",
            "Through Maven the options stand in one property:",
            "  mvn -Pquickstart -Dfaults.args=\"--schedules=20 --seed=1\"",
            "",
            "Examples (java -jar local-stack/target/local-stack.jar ...):",
            "  faults --schedules=20 --seed=1              schedules 1 to 20",
            "  faults --schedules=20 --seed=1 --first=21   the next twenty",
            "  faults --schedules=8 --seed=1 --destroy     what is destroyed is counted, exactly",
            "  faults --schedules=0 --commit-replies=500 --held-replies=10",
            "",
            "Exit status: 1 a sample was lost, doubled or altered, a good one dead-lettered, or a part",
            "failed (data and logs are kept); 2 a setting is wrong (nothing was started).",
        })
final class FaultsCommand implements Callable<Integer> {
    @Option(names = "--schedules", paramLabel = "<n>", description = "How many (default ${DEFAULT-VALUE}).")
    private int schedules = 20;

    @Option(names = "--seed", paramLabel = "<n>", description = "From which they are drawn (default ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--first",
            paramLabel = "<n>",
            description = "Number of the first schedule (default ${DEFAULT-VALUE}).")
    private int first = 1;

    @Option(
            names = "--load",
            paramLabel = "<n>",
            description = "Samples a second besides those of the producers (default ${DEFAULT-VALUE}).")
    private int load = 500;

    @Option(
            names = "--without",
            paramLabel = "<kind>",
            split = ",",
            converter = FaultKindOption.class,
            description = "Leave out these kinds of faults, like offsets-to-latest.")
    private Set<FaultKind> without = Set.of();

    @Option(
            names = "--destroy",
            description = "Schedules that destroy data instead: records, the topic, frames, rows in turn.")
    private boolean destroy;

    @Option(
            names = "--commit-replies",
            paramLabel = "<n>",
            description = "First, drop the answer to COMMIT so many times (default ${DEFAULT-VALUE}).")
    private int commitReplies;

    @Option(
            names = "--held-replies",
            paramLabel = "<n>",
            description = "After that, hold it back so many times, 30 s each (default ${DEFAULT-VALUE}).")
    private int heldReplies;

    @Option(
            names = "--data",
            paramLabel = "<directory>",
            description = "New directory for topics, rows, logs (default: local-stack/target/faults/<now>).")
    private Path data = target().resolve("faults").resolve(now());

    @Option(
            names = "--report",
            paramLabel = "<file>",
            description = "Gets a row for each schedule (default: local-stack/target/faults.json).")
    private Path report = target().resolve("faults.json");

    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() throws IOException {
        // Its clients complain of every connection that a fault ends.
        System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "off");
        boolean held;
        Path directory = data.toAbsolutePath().normalize();
        if (Files.exists(directory)) {
            // Earlier rows would be nobody's.
            throw new CannotStart(
                    directory + " exists. A fault run begins with nothing: choose a new --data=<directory>.");
        }
        try (FaultStack stack = FaultStack.open(
                directory,
                new FaultServices(Build.serviceJar("metrics-producer"), Build.serviceJar("metrics-sink")),
                true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack"));
            held = run(stack);
        }
        if (held) {
            delete(directory);
        } else {
            terminal.line("The oracle is broken. Data, logs and side files: " + directory);
        }
        return held ? 0 : 1;
    }

    private boolean run(FaultStack stack) throws IOException {
        terminal.line("Starting on data in " + stack.data());
        stack.heal();
        terminal.line(FaultsTable.HEADER);
        boolean held = true;
        try (FaultRun run = new FaultRun(stack, load)) {
            if (commitReplies + heldReplies > 0) {
                held = tell(run.withholdCommitReplies(commitReplies, heldReplies), stack);
            }
            for (int number = first; number < first + schedules; number++) {
                held &= tell(run.run(draw(number).without(without)), stack);
            }
            return tell(run.end(), stack) && held;
        }
    }

    private Schedule draw(int number) {
        return destroy ? Schedule.drawDestroying(seed, number) : Schedule.draw(seed, number);
    }

    private boolean tell(ScheduleResult result, FaultStack stack) throws IOException {
        FaultsTable.lines(result).forEach(terminal::line);
        new FaultsReport(report).append(result);
        if (!result.verdict().holds()) {
            Files.write(
                    stack.data().resolve("broken-" + result.schedule() + ".txt"),
                    result.verdict().evidence());
        }
        return result.verdict().holds();
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
