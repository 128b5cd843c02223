package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.Build;
import io.metricspipeline.localstack.CannotStart;
import io.metricspipeline.localstack.MeasuredProcess;
import io.metricspipeline.localstack.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What experiments work with: the servers, topics full of events, databases with the schema and nothing else, and our programs. */
final class Laboratory {
    private static final String TEMPLATE = "migrated";
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    private final Servers servers;
    private final BenchmarkSettings settings;
    private final Consumer<String> progress;
    private final Map<String, EventTopic> topics = new HashMap<>();
    private int databases;

    Laboratory(Servers servers, BenchmarkSettings settings, Consumer<String> progress) {
        this.servers = servers;
        this.settings = settings;
        this.progress = progress;
    }

    static void requireBuilt() {
        for (Path jar : List.of(jar("metrics-sink"), jar("metrics-producer"), contendersJar())) {
            if (!Files.isRegularFile(jar)) {
                throw new CannotStart(jar + " is not there. Build it first with: mvn -DskipTests package");
            }
        }
    }

    Servers servers() {
        return servers;
    }

    BenchmarkSettings settings() {
        return settings;
    }

    void tell(String line) {
        progress.accept(line);
    }

    /** Starts the servers, and has the sink make its schema in the database that others are made from. */
    void prepare() throws SQLException {
        servers.start();
        execute("create database " + TEMPLATE);
        MeasuredProcess sink = sink("migration", TEMPLATE, "none", "none");
        // All migrations are one transaction.
        await(TEMPLATE, "select from metrics.flyway_schema_history where success offset 1", sink);
        sink.stop();
        tell("Kafka and PostgreSQL run in " + servers.directory());
    }

    /** Written when it is first asked for. */
    EventTopic topic(int partitions, Delivery delivery) {
        return topics.computeIfAbsent("samples-" + delivery + "-" + partitions, name -> {
            long begin = System.nanoTime();
            try (TopicWriter writer = new TopicWriter(servers.bootstrapServers(), settings.hosts())) {
                EventTopic topic = writer.write(name, partitions, delivery, settings.events());
                tell(String.format(
                        Locale.ROOT,
                        "%,d records written to topic %s in %.0f s",
                        topic.records(),
                        name,
                        (System.nanoTime() - begin) / 1e9));
                return topic;
            }
        });
    }

    /** Empty, with partitions for all events; a checkpoint has settled what was before. Its name. */
    String freshDatabase() throws SQLException {
        databases++;
        String name = "trial_" + databases;
        execute("create database " + name + " template " + TEMPLATE);
        try (Connection connection = servers.dataSource(name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "select metrics.ensure_partition(current_date - day) from generate_series(-1, 15) as day");
            statement.execute("create table " + Contender.TABLE_WITHOUT_KEY + " (like " + Contender.TABLE
                    + " including defaults including constraints)");
            statement.execute("checkpoint");
        }
        return name;
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = servers.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void drop(String database) throws SQLException {
        execute("drop database " + database + " with (force)");
    }

    MeasuredProcess contender(String name, Contender contender, EventTopic topic, String database, String group) {
        List<String> arguments = new ArrayList<>(contender.program(jar("metrics-sink"), contendersJar()));
        arguments.addAll(sinkSettings(database, topic.name(), group));
        arguments.add("--benchmark.rows=" + rowsFile(topic));
        arguments.add("--benchmark.table=" + contender.table());
        arguments.add("--benchmark.done=" + doneFile(database));
        return servers.java(name, java(settings.heap()), arguments);
    }

    /** The topic's rows as a file for COPY, unless it is there. */
    void prepareRows(EventTopic topic) {
        if (Files.exists(rowsFile(topic))) {
            return;
        }
        List<String> arguments = new ArrayList<>(Contender.rowsProgram(jar("metrics-sink"), contendersJar()));
        arguments.addAll(sinkSettings(TEMPLATE, topic.name(), "rows"));
        arguments.add("--benchmark.rows=" + rowsFile(topic));
        MeasuredProcess rows = servers.java("rows", java(settings.heap()), arguments);
        while (!Files.exists(rowsFile(topic))) {
            rows.requireAlive();
            Pause.during(Duration.ofMillis(100));
        }
        tell("Rows of topic " + topic.name() + " prepared for COPY");
    }

    /** Made by a contender that has nothing to tell Kafka. */
    Path doneFile(String database) {
        return servers.directory().resolve(database + ".done");
    }

    /** Until the sink has stored something. */
    void awaitRow(String database, MeasuredProcess sink) {
        await(database, "select from " + Contender.TABLE, sink);
    }

    private Path rowsFile(EventTopic topic) {
        return servers.directory().resolve(topic.name() + ".rows");
    }

    MeasuredProcess sink(String name, String database, String topic, String group) {
        List<String> arguments = new ArrayList<>(Contender.SINK.program(jar("metrics-sink"), contendersJar()));
        arguments.addAll(sinkSettings(database, topic, group));
        return servers.java(name, java(settings.heap()), arguments);
    }

    MeasuredProcess producer(String name, String heap, Duration interval, String topic) {
        return producer(
                name,
                heap,
                "--producer.topic=" + topic,
                "--producer.interval=" + interval.toMillis() + "ms",
                "--producer.host-name=" + name,
                "--producer.spool.directory=" + servers.directory().resolve("spool-" + name));
    }

    /** Hosts that do not exist, sent by the producer's source of that name. */
    MeasuredProcess fleet(String name, int hosts, Duration interval, String topic) {
        return producer(
                name,
                settings.heap(),
                "--producer.sources=fleet",
                "--producer.fleet.hosts=" + hosts,
                "--producer.fleet.interval=" + interval.toMillis() + "ms",
                "--producer.fleet.topic=" + topic);
    }

    private MeasuredProcess producer(String name, String heap, String... sources) {
        List<String> arguments = new ArrayList<>(List.of(
                "-jar",
                jar("metrics-producer").toString(),
                "--server.address=localhost",
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + servers.bootstrapServers()));
        arguments.addAll(List.of(sources));
        return servers.java(name, java(heap), arguments);
    }

    private List<String> sinkSettings(String database, String topic, String group) {
        return List.of(
                "--server.address=localhost",
                "--server.port=0",
                "--spring.kafka.bootstrap-servers=" + servers.bootstrapServers(),
                "--spring.kafka.consumer.group-id=" + group,
                "--spring.datasource.url=" + servers.jdbcUrl(database),
                "--spring.datasource.username=" + servers.user(),
                "--sink.topic=" + topic);
    }

    /** As the images run them; the heap aside. */
    private static List<String> java(String heap) {
        return List.of("@" + Build.imageOptions(), "-Xmx" + heap);
    }

    /** Until this question has an answer, which comes from that process. */
    private void await(String database, String question, MeasuredProcess process) {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!hasAnswer(database, question)) {
            process.requireAlive();
            if (deadline - System.nanoTime() < 0) {
                throw new IllegalStateException(
                        process.name() + " has written nothing in " + LONGEST_START.toSeconds() + " s");
            }
            Pause.during(Duration.ofMillis(200));
        }
    }

    private boolean hasAnswer(String database, String question) {
        try (Connection connection = servers.dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question + " limit 1")) {
            return row.next();
        } catch (SQLException notYet) {
            return false;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = servers.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Path jar(String module) {
        return Build.projectDirectory().resolve(module).resolve("target").resolve(module + ".jar");
    }

    private static Path contendersJar() {
        return jar("metrics-sink").resolveSibling("metrics-sink-benchmark.jar");
    }
}
