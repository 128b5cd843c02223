package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Broker, PostgreSQL and both services, with logins and the items of a JSON API beside the samples of this host. */
final class StreamsStack implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    private final DataDirectory data;
    private final Watchdog watchdog;
    private final String bootstrapServers;
    private final Broker broker;
    private final Postgres postgres;
    private final ServiceProcess sink;
    private final ServiceProcess producer;

    StreamsStack(Path directory, URI api) {
        Superuser.requirePostgresPossible();
        Ports ports = Ports.free();
        data = DataDirectory.open(directory);
        watchdog = Watchdog.start(data.path());
        bootstrapServers = "localhost:" + ports.kafka();
        broker = new Broker(data.path().resolve("kafka"), ports, data.newLog("kafka"), watchdog);
        postgres = new Postgres(data.path().resolve("postgres"), ports.postgres(), data.newLog("postgres"), watchdog);
        sink = service(
                "metrics-sink",
                ports.sink(),
                "--sink.page.enabled=false",
                "--sink.events.topics=user-login,feed",
                "--spring.datasource.url=jdbc:postgresql://localhost:" + ports.postgres() + "/" + Postgres.DATABASE,
                "--spring.datasource.username=" + Postgres.USER);
        producer = service(
                "metrics-producer",
                ports.producer(),
                "--producer.spool.directory=" + data.path().resolve("spool"),
                "--producer.interval=100ms",
                "--producer.sources=host,user-login,http",
                "--producer.user-login.per-second=200",
                "--producer.http.url=" + api,
                "--producer.http.topic=feed",
                "--producer.http.id=/id",
                "--producer.http.interval=1s");
    }

    void startServers() {
        List.of(broker, postgres).forEach(this::restart);
    }

    /** Without a producer. */
    void startSinkWith(List<String> javaOptions) {
        sink.startWith(javaOptions);
        awaitReady(sink);
    }

    void start() {
        startServers();
        List.of(sink, producer).forEach(Part::start);
        List.of(sink, producer).forEach(StreamsStack::awaitReady);
    }

    void restart(Part part) {
        part.start();
        awaitReady(part);
    }

    List<Part> parts() {
        return List.of(broker, postgres, sink, producer);
    }

    ServiceProcess producer() {
        return producer;
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    DataSource dataSource() {
        return postgres.dataSource();
    }

    List<String> ask(String query) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
        }
        return answers;
    }

    @Override
    public void close() {
        List.of(producer, sink, broker, postgres).forEach(Part::stop);
        watchdog.close();
        data.close();
    }

    private ServiceProcess service(String name, int port, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.address=localhost");
        arguments.add("--spring.kafka.bootstrap-servers=" + bootstrapServers);
        return new ServiceProcess(name, Build.serviceJar(name), port, arguments, data.newLog(name), watchdog);
    }

    private static void awaitReady(Part part) {
        assertThat(Patience.until(part::isReady, LONGEST_START))
                .as("%s is ready", part.name())
                .isTrue();
    }
}
