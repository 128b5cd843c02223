package io.metricspipeline.localstack.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import javax.sql.DataSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does a fleet's stream stay as it is, with one sink as shipped? Latency, lag and processor time of one stretch of time after the
 * other. In the end every event is one row, or the experiment has failed.
 */
final class Steadiness implements Experiment {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Override
    public Findings run(Laboratory laboratory) throws SQLException {
        String database = laboratory.freshDatabase();
        List<WatchedFleet.Look> looks;
        long events;
        try (WatchedFleet fleet = WatchedFleet.start(laboratory, INTERVAL, database)) {
            looks = watch(laboratory, fleet);
            events = fleet.end();
        }
        DataSource rows = laboratory.servers().dataSource(database);
        requireRows(events, rows);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 1; i < looks.size(); i++) {
            stretches.add(Stretch.of(looks.get(0).at(), looks.get(i - 1), looks.get(i), rows));
        }
        laboratory.drop(database);
        return findings(events, stretches, laboratory.settings().hosts());
    }

    private static List<WatchedFleet.Look> watch(Laboratory laboratory, WatchedFleet fleet) {
        Duration stretch = laboratory.settings().duration();
        long stretches = laboratory.settings().fleetDuration().dividedBy(stretch);
        laboratory.tell(String.format(
                Locale.ROOT,
                "%,d hosts at 1 s warm up for %d s and are watched %d times as long",
                laboratory.settings().hosts(),
                stretch.toSeconds(),
                stretches));
        Pause.during(stretch);
        List<WatchedFleet.Look> looks = new ArrayList<>(List.of(fleet.look()));
        for (long number = 1; number <= stretches; number++) {
            Pause.during(stretch);
            WatchedFleet.Look look = fleet.look();
            looks.add(look);
            laboratory.tell(String.format(
                    Locale.ROOT, "%d of %d: the sink is %,d records behind", number, stretches, look.lag()));
        }
        return looks;
    }

    private static void requireRows(long events, DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + Contender.TABLE)) {
            count.next();
            if (count.getLong(1) != events) {
                throw new IllegalStateException("Of " + events + " events " + count.getLong(1) + " are rows");
            }
        }
    }

    private static Findings findings(long events, List<Stretch> stretches, int hosts) {
        MarkdownTable table = new MarkdownTable(Stretch.HEADER);
        stretches.forEach(stretch -> table.row(stretch.cells()));
        Targets targets = targets(stretches, hosts * 1e3 / INTERVAL.toMillis());
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("events", events);
        ArrayNode list = json.putArray("stretches");
        stretches.forEach(stretch -> list.add(stretch.json()));
        json.set("targets", targets.json());
        List<String> markdown = new ArrayList<>(table.lines());
        markdown.add("");
        markdown.add(String.format(Locale.ROOT, "%,d events, each of which is one row.", events));
        markdown.add("");
        markdown.addAll(targets.lines());
        return new Findings(markdown, json);
    }

    private static Targets targets(List<Stretch> stretches, double perSecond) {
        Targets targets = new Targets();
        targets.atLeast(
                "fewest samples of a stretch, of those that were due",
                0.99,
                stretches.stream()
                        .mapToDouble(one -> one.delay().samples() / (perSecond * one.seconds()))
                        .min()
                        .stream());
        targets.atMost(
                "longest lag, seconds of samples",
                1,
                stretches.stream().mapToDouble(one -> one.lag() / perSecond).max().stream());
        targets.atMost("p99, second half / first half", 1.5, halves(stretches));
        return targets;
    }

    /** Nothing of a single stretch. */
    private static DoubleStream halves(List<Stretch> stretches) {
        int half = stretches.size() / 2;
        return half == 0
                ? DoubleStream.empty()
                : DoubleStream.of(p99(stretches.subList(stretches.size() - half, stretches.size()))
                        / p99(stretches.subList(0, half)));
    }

    private static double p99(List<Stretch> stretches) {
        return Figure.of(stretches.stream().mapToDouble(one -> one.delay().p99()))
                .median();
    }
}
