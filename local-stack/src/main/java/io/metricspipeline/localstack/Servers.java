package io.metricspipeline.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * For measurements: a broker and a PostgreSQL (fsync on, its own defaults, and the times of commits kept) as processes, and Java
 * programs beside them. Closed, nothing of it runs.
 */
public final class Servers implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    // As a broker of this size is run, not as the quick start does.
    private static final List<String> BROKER_JAVA =
            List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");

    private final DataDirectory data;
    private final Ports ports;
    private final Watchdog watchdog;
    private final Broker broker;
    private final Postgres postgres;
    private final List<Part> begun = new ArrayList<>();
    private boolean closed;

    private Servers(DataDirectory data, Ports ports) {
        this.data = data;
        this.ports = ports;
        this.watchdog = Watchdog.start(data.path());
        this.broker = new Broker(data.path().resolve("kafka"), ports, data.newLog("kafka"), watchdog);
        this.postgres = new Postgres(
                data.path().resolve("postgres"),
                ports.postgres(),
                " -c track_commit_timestamp=on",
                data.newLog("postgres"),
                watchdog);
    }

    /** In a new directory: what an earlier run has left would be measured with it. */
    public static Servers open(Path directory) {
        if (Files.exists(directory)) {
            throw new CannotStart(
                    directory + " exists. A benchmark begins with nothing: choose a new --data=<directory>.");
        }
        Superuser.requirePostgresPossible();
        return new Servers(DataDirectory.open(directory), Ports.free());
    }

    public void start() {
        begin(broker, () -> broker.startWith(BROKER_JAVA));
        begin(postgres, postgres::start);
        for (Part part : List.of(broker, postgres)) {
            if (!Patience.until(part::isReady, LONGEST_START)) {
                throw new PartFailed(part, "was not ready after " + LONGEST_START.toSeconds() + " s");
            }
        }
    }

    /** A Java program, started with these options of the virtual machine; its name is that of its log too. */
    public MeasuredProcess java(String name, List<String> javaOptions, List<String> arguments) {
        MeasuredProcess process = new MeasuredProcess(name, arguments, data.newLog(name), watchdog);
        begin(process, () -> process.startWith(javaOptions));
        return process;
    }

    public String bootstrapServers() {
        return "localhost:" + ports.kafka();
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + ports.postgres() + "/" + database;
    }

    public String user() {
        return Postgres.USER;
    }

    public DataSource dataSource(String database) {
        return Postgres.dataSource(ports.postgres(), database);
    }

    /** The database that programs without one of their own connect to. */
    public DataSource dataSource() {
        return postgres.dataSource();
    }

    public long brokerPid() {
        return broker.pid();
    }

    public long postgresPid() {
        return postgres.pid();
    }

    public Path directory() {
        return data.path();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Stream.concat(
                        begun.stream().filter(MeasuredProcess.class::isInstance),
                        begun.stream().filter(part -> !(part instanceof MeasuredProcess)))
                .filter(Part::isAlive)
                .forEach(Part::stop);
        watchdog.close();
        data.close();
    }

    private synchronized void begin(Part part, Runnable start) {
        if (closed) {
            throw new PartFailed(part, "was not started, the benchmark has ended");
        }
        begun.add(part);
        start.run();
    }
}
