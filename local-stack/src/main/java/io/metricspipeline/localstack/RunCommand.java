package io.metricspipeline.localstack;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts the stack, says where to look, shows the newest samples every second until it is interrupted or a part dies. */
@Command(
        name = "run",
        header = "Start everything and watch samples of this machine arrive.",
        description = {
            "",
            "Kafka, PostgreSQL, metrics-producer and metrics-sink run until Ctrl-C, which stops",
            "them all within seconds. Topics and rows are kept: the next run carries on.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Through Maven the options stand in one property:",
            "  mvn -Pquickstart -Drun.args=\"--interval=100ms --postgres-port=5433\"",
            "but the fleet has one of its own: mvn -Pquickstart -Dfleet=1000",
            "",
            "Examples (java -jar local-stack/target/local-stack.jar ...):",
            "  run                                     the default ports, a sample every 500 ms",
            "  run --interval=100ms                    ten samples a second",
            "  run --fleet=1000                        a thousand simulated hosts besides this machine",
            "  run --postgres-port=5433 --sink-port=9082   where the default ports are taken",
            "  run --data=/tmp/trial --host-name=web-1     a second set of data, another host",
            "",
            "Exit status: 1 a part failed, 2 a setting is wrong or a port taken (nothing was",
            "started), 130 stopped by Ctrl-C, 143 by SIGTERM.",
        })
final class RunCommand implements Callable<Integer> {
    private static final int LINES = 8;

    @Mixin
    private StackOptions options = new StackOptions();

    private final Terminal terminal = new Terminal();
    private Instant newestPrinted = Instant.MIN;
    private boolean silenceTold;

    @Override
    public Integer call() {
        StackSettings settings = options.settings();
        try (Stack stack = Stack.open(settings, terminal::line)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack), "stop-stack"));
            return run(stack, settings);
        }
    }

    private int run(Stack stack, StackSettings settings) {
        try {
            terminal.line("Starting on data in " + settings.data());
            if (settings.fleet() > 0) {
                terminal.line(String.format(
                        Locale.ROOT, "With %,d simulated hosts, a sample a second each", settings.fleet()));
            }
            stack.start();
            whereToLook(stack, settings).forEach(terminal::line);
            if (!terminal.isInteractive()) {
                terminal.line(LiveTable.HEADER);
            }
            DataSource database = stack.postgres().dataSource();
            watch(
                    stack,
                    new LiveTable(database, settings.hostName()),
                    new FleetArrival(database, settings.fleet()),
                    new Silence(settings.interval()));
        } catch (PartFailed failure) {
            if (!stack.isClosed()) {
                throw failure;
            }
        }
        return awaitEnd();
    }

    // Closed means that a signal is ending the virtual machine. A second exit could overtake it with another status.
    private static int awaitEnd() {
        while (true) {
            LockSupport.park();
        }
    }

    private void stop(Stack stack) {
        if (!stack.isClosed()) {
            terminal.line("");
            terminal.line("Stopping");
        }
        stack.close();
    }

    private void watch(Stack stack, LiveTable table, FleetArrival fleet, Silence silence) {
        while (!stack.isClosed()) {
            Optional<Part> dead = stack.dead();
            if (dead.isPresent()) {
                throw new PartFailed(dead.get(), "died while running");
            }
            show(table, fleet, silence, stack);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private void show(LiveTable table, FleetArrival fleet, Silence silence, Stack stack) {
        try {
            boolean moreHosts = fleet.advances();
            List<LiveTable.Line> newest = table.newest(LINES);
            newest.stream().findFirst().map(LiveTable.Line::time).ifPresent(silence::heard);
            if (terminal.isInteractive()) {
                List<String> block = block(newest, summary(table, fleet, silence));
                if (!stack.isClosed()) {
                    terminal.redraw(block);
                }
            } else {
                if (moreHosts) {
                    terminal.line(fleet.text());
                }
                printNew(newest, silence);
            }
        } catch (SQLException notNow) {
            // PostgreSQL is restarting or has died; the next round finds out which.
            tellOnce(silence);
        }
    }

    private static List<String> block(List<LiveTable.Line> newest, String summary) {
        List<String> block = new ArrayList<>();
        block.add(LiveTable.HEADER);
        newest.forEach(line -> block.add(line.text()));
        while (block.size() <= LINES) {
            block.add("");
        }
        block.add(summary);
        return block;
    }

    private static String summary(LiveTable table, FleetArrival fleet, Silence silence) throws SQLException {
        return Stream.of(String.format(Locale.ROOT, "%,d rows", table.rows()), silence.text(), fleet.text())
                .filter(text -> !text.isEmpty())
                .collect(joining("  "));
    }

    /** The newest line, unless it stands there already; once, when none comes any more. */
    private void printNew(List<LiveTable.Line> newest, Silence silence) {
        if (!newest.isEmpty() && newest.get(0).time().isAfter(newestPrinted)) {
            newestPrinted = newest.get(0).time();
            terminal.line(newest.get(0).text());
            silenceTold = false;
        } else {
            tellOnce(silence);
        }
    }

    private void tellOnce(Silence silence) {
        if (!silenceTold && !silence.text().isEmpty()) {
            terminal.line(silence.text());
            silenceTold = true;
        }
    }

    private static List<String> whereToLook(Stack stack, StackSettings settings) {
        return List.of(
                "",
                "Look        http://localhost:" + settings.ports().page() + "/",
                "Health      " + stack.producer().url("/actuator/health"),
                "            " + stack.sink().url("/actuator/health"),
                "Prometheus  " + stack.producer().url("/actuator/prometheus"),
                "            " + stack.sink().url("/actuator/prometheus"),
                "Kafka       " + settings.bootstrapServers() + "  topic host-samples",
                "JDBC        " + settings.jdbcUrl() + "?user=" + Postgres.USER,
                "SQL         psql postgresql://" + Postgres.USER + "@localhost:"
                        + settings.ports().postgres() + "/" + Postgres.DATABASE
                        + " -c \"" + question(settings) + "\"",
                "Data        " + settings.data(),
                "Logs        " + stack.logs(),
                "Stop        Ctrl-C (or SIGTERM); the data stays",
                "");
    }

    private static String question(StackSettings settings) {
        return settings.fleet() > 0
                ? "select host, cpu_percent from bi.sample_newest order by cpu_percent desc nulls last limit 5"
                : "select * from bi.performance order by time desc limit 5";
    }
}
