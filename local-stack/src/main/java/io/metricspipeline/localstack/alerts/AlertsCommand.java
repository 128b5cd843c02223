package io.metricspipeline.localstack.alerts;

import io.metricspipeline.localstack.Build;
import io.metricspipeline.localstack.CannotStart;
import io.metricspipeline.localstack.Prometheus;
import io.metricspipeline.localstack.Terminal;
import io.metricspipeline.localstack.TroubledStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fires each alert of the shipped rules by a fault, or shows that none fires when nothing is wrong. */
@Command(
        name = "alerts",
        header = "Fire every alert by a fault, in a real Prometheus, and see it end.",
        description = {
            "",
            "Starts the stack of the fault runs and this machine's own prometheus with the rules that are",
            "shipped. One fault after the other strikes; its alerts have to fire while it lasts, and to",
            "end when it is healed.",
            "",
            "The rules are a copy in which time runs --scale times as fast: each \"for\", each window, each",
            "age in minutes or hours, and the scrape interval (15 s). Other thresholds stay as they are.",
            "--scale=1 runs the rules as they are shipped.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Needs prometheus on the PATH (Debian: apt-get install prometheus), and a user who may mount",
            "file systems in memory.",
            "",
            "Examples (java -jar local-stack/target/local-stack.jar ...):",
            "  alerts                                each alert, some 25 minutes",
            "  alerts --only=MetricsGapFound         one of them",
            "  alerts --quiet-minutes=60 --scale=1   an hour without faults, the rules as shipped",
            "",
            "Exit status: 1 an alert did not fire, did not end, or fired without a fault; 2 something is",
            "missing (nothing was started). Data and logs stay where they are.",
        })
public final class AlertsCommand implements Callable<Integer> {
    /** Seven scrapes a second. */
    private static final int FASTEST = 100;

    @Option(names = "--scale", paramLabel = "<n>", description = "How much faster (default ${DEFAULT-VALUE}).")
    private int scale = 30;

    @Option(names = "--only", paramLabel = "<alert>", split = ",", description = "Only the faults of these alerts.")
    private @Nullable Set<String> only;

    @Option(
            names = "--quiet-minutes",
            paramLabel = "<n>",
            description = "No faults: assert for so long that no alert fires.")
    private int quietMinutes;

    @Option(
            names = "--data",
            paramLabel = "<directory>",
            description = "New directory for topics, rows, logs (default: local-stack/target/alerts/<now>).")
    private Path data = target().resolve("alerts")
            .resolve(LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));

    @Option(
            names = "--report",
            paramLabel = "<file>",
            description = "Gets the result as JSON (default: local-stack/target/alerts.json).")
    private Path report = target().resolve("alerts.json");

    private final Terminal terminal = new Terminal();

    @Override
    public Integer call() throws Exception {
        System.setProperty("org.slf4j.simpleLogger.log.org.apache.kafka", "off");
        if (scale < 1 || scale > FASTEST) {
            throw new CannotStart(
                    "--scale must be 1 (the rules as they are shipped) to " + FASTEST + ", not " + scale + ".");
        }
        if (Prometheus.program().isEmpty()) {
            throw new CannotStart("There is no prometheus on the PATH. On Debian: apt-get install prometheus");
        }
        Path directory = data.toAbsolutePath().normalize();
        try (TroubledStack stack = TroubledStack.open(directory)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop-stack"));
            terminal.line("Starting on data in " + directory);
            stack.heal();
            Path rules = Files.writeString(
                    directory.resolve("alerts.yaml"), ShippedRules.read().scaled(scale));
            try (Prometheus prometheus = stack.watch(rules, ShippedRules.scrapeInterval(scale))) {
                AlertsRun run = new AlertsRun(prometheus::alerts, new StackTrouble(stack));
                return quietMinutes > 0 ? watchQuiet(run) : fireAll(run);
            }
        }
    }

    private int fireAll(AlertsRun run) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        terminal.line(line("alert", "fires after", "ends after", "fault"));
        for (Trial trial : Trials.all()) {
            if (only == null || trial.alerts().stream().anyMatch(only::contains)) {
                for (Outcome outcome : run.run(trial)) {
                    terminal.line(line(
                            outcome.alert(),
                            seconds(outcome.secondsToFire()),
                            seconds(outcome.secondsToEnd()),
                            outcome.fault() + (outcome.isMeant() ? "" : " (a side effect)")));
                    outcomes.add(outcome);
                }
                new AlertsReport(report, scale).fired(outcomes);
            }
        }
        if (outcomes.isEmpty()) {
            throw new CannotStart("--only: there is no alert " + only + " that a fault fires.");
        }
        long good = outcomes.stream().filter(Outcome::isGood).count();
        terminal.line(good + " of " + outcomes.size() + " alerts fired and ended. Written to " + report);
        return good == outcomes.size() ? 0 : 1;
    }

    private int watchQuiet(AlertsRun run) throws IOException {
        run.awaitQuiet();
        Map<String, String> fired = run.watch(Duration.ofMinutes(quietMinutes));
        fired.forEach((alert, description) -> terminal.line(alert + ": " + description));
        terminal.line(fired.size() + " alerts fired in " + quietMinutes + " minutes without a fault");
        new AlertsReport(report, scale).quiet(quietMinutes, fired);
        return fired.isEmpty() ? 0 : 1;
    }

    private static String line(String alert, String fires, String ends, String fault) {
        return String.format(Locale.ROOT, "%-26s %12s %12s  %s", alert, fires, ends, fault);
    }

    private static String seconds(@Nullable Double seconds) {
        return seconds == null ? "NOT" : String.format(Locale.ROOT, "%.0f s", seconds);
    }

    private record StackTrouble(TroubledStack stack) implements AlertsRun.Trouble {

        @Override
        public void begin(Trial trial) throws Exception {
            trial.beginning().befall(stack);
        }

        @Override
        public void heal() throws Exception {
            stack.heal();
        }
    }

    private static Path target() {
        return Build.projectDirectory().resolve("local-stack").resolve("target");
    }
}
