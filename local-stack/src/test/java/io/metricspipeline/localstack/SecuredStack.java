package io.metricspipeline.localstack;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A broker and a PostgreSQL that take nobody without TLS and SCRAM, and pairs of services with settings of all kinds. */
final class SecuredStack implements AutoCloseable {
    private final Path directory;
    private final Certificates certificates;
    private final Logins logins = new Logins();
    private final Ports ports = Ports.free();
    private final Watchdog watchdog;
    private final List<Part> parts = new ArrayList<>();
    private final DataSource dataSource;

    private SecuredStack(Path directory) throws Exception {
        this.directory = directory;
        this.certificates = Certificates.makeIn(directory);
        this.watchdog = Watchdog.start(directory);
        try {
            this.dataSource = startServers();
        } catch (Exception failure) {
            close();
            throw failure;
        }
    }

    static SecuredStack start(Path directory) throws Exception {
        Superuser.requirePostgresPossible();
        return new SecuredStack(directory);
    }

    /** As what access() names, but every password in it is wrong. */
    Path wrongSecrets() {
        return directory.resolve("wrong-secrets");
    }

    Certificates certificates() {
        return certificates;
    }

    Logins logins() {
        return logins;
    }

    /** What a right user is told. */
    Access access() {
        return new Access("localhost", certificates.authority(), directory.resolve("secrets"));
    }

    /** Starts both services and returns at once. */
    SecuredPair start(String hostName, Access access, String... more) throws Exception {
        Ports own = Ports.free();
        SecuredPair pair = new SecuredPair(
                new ServiceProcess(
                        "metrics-producer",
                        Build.serviceJar("metrics-producer"),
                        own.producer(),
                        access.forProducer(ports, hostName, directory.resolve(hostName + "-spool"), more),
                        log(hostName + "-producer"),
                        watchdog),
                new ServiceProcess(
                        "metrics-sink",
                        Build.serviceJar("metrics-sink"),
                        own.sink(),
                        access.forSink(ports, more),
                        log(hostName + "-sink"),
                        watchdog));
        pair.both().forEach(this::begin);
        return pair;
    }

    /** The only column of the only row. */
    long number(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** With the right login, and readable by whoever listens. */
    DataSource withoutTls() {
        PGSimpleDataSource plain = SecuredPostgres.dataSource(ports.postgres(), certificates, logins);
        plain.setSslmode("disable");
        plain.setChannelBinding("disable");
        return plain;
    }

    /** Without ceremony: nothing is to be kept. */
    @Override
    public void close() {
        for (int last = parts.size() - 1; last >= 0; last--) {
            parts.get(last).kill();
        }
        watchdog.close();
    }

    private DataSource startServers() throws Exception {
        logins.writeFiles(directory.resolve("secrets"));
        logins.writeFilesWithWrongPasswords(wrongSecrets());
        Part broker = SecuredBroker.in(directory.resolve("kafka"), ports, certificates, logins, log("kafka"), watchdog);
        begin(broker);
        Postgres postgres = new Postgres(directory.resolve("postgres"), ports.postgres(), log("postgres"), watchdog);
        begin(postgres);
        DataSource secured = SecuredPostgres.secure(
                postgres, directory.resolve("postgres/data"), ports.postgres(), certificates, logins);
        await().atMost(Duration.ofMinutes(5)).until(broker::isReady);
        return secured;
    }

    private void begin(Part part) {
        parts.add(part);
        part.start();
    }

    private Path log(String name) throws Exception {
        return Files.createDirectories(directory.resolve("logs")).resolve(name + ".log");
    }
}
