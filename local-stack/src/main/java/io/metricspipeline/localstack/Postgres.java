package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One PostgreSQL server on localhost, with trust for user {@code metrics} and fsync on; its rows outlive it. Started by pg_ctl,
 * which detaches it from the terminal.
 */
final class Postgres implements Part {
    static final String USER = "metrics";
    static final String DATABASE = "metrics";

    private static final String MAINTENANCE_DATABASE = "postgres";
    private static final String PID_FILE_FOR_WATCHDOG = "postgres/data/postmaster.pid";

    private final Path directory;
    private final int port;
    private final Path log;
    private final Watchdog watchdog;
    private final Postmaster postmaster;
    private final String moreServerOptions;

    Postgres(Path directory, int port, Path log, Watchdog watchdog) {
        this(directory, port, "", log, watchdog);
    }

    /** With options that stand after the others, and win. */
    Postgres(Path directory, int port, String moreServerOptions, Path log, Watchdog watchdog) {
        this.directory = directory;
        this.port = port;
        this.log = log;
        this.watchdog = watchdog;
        this.postmaster = new Postmaster(cluster());
        this.moreServerOptions = moreServerOptions;
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(directory);
            if (!Files.exists(cluster())) {
                initialise();
            }
            endLeftover();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        watchdog.watch(PID_FILE_FOR_WATCHDOG);
        run("pg_ctl", "start", "-w", "-D", cluster().toString(), "-l", log.toString(), "-o", serverOptions());
        createDatabase();
    }

    @Override
    public boolean isReady() {
        try (Connection connection = dataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    @Override
    public boolean isAlive() {
        return postmaster.isAlive();
    }

    @Override
    public void stop() {
        // Immediate is a crash in good order: the next start replays the log, nothing committed is lost.
        for (String mode : List.of("fast", "immediate")) {
            if (isAlive()) {
                runForStatus(
                        "pg_ctl", "stop", "-m", mode, "-t", "5", "-D", cluster().toString());
            }
        }
        watchdog.forget(PID_FILE_FOR_WATCHDOG);
    }

    @Override
    public void kill() {
        postmaster.kill();
    }

    @Override
    public void pause() {
        postmaster.signal(Signal.STOP);
    }

    @Override
    public void resume() {
        postmaster.signal(Signal.CONT);
    }

    /** A crash in good order. */
    void stopImmediately() {
        runForStatus("pg_ctl", "stop", "-m", "immediate", "-D", cluster().toString());
    }

    DataSource dataSource() {
        return dataSource(port, DATABASE);
    }

    static DataSource dataSource(int port, String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName(database);
        dataSource.setUser(USER);
        dataSource.setConnectTimeout(2);
        return dataSource;
    }

    /** Of its main process. */
    long pid() {
        return postmaster.pid();
    }

    private void initialise() throws IOException {
        // Moved when complete, as the binaries are.
        Path unfinished = Files.createTempDirectory(directory, "initdb-");
        run("initdb", "--pgdata=" + unfinished, "--username=" + USER, "--auth=trust", "--encoding=UTF8", "--no-locale");
        Files.move(unfinished, cluster());
    }

    private void createDatabase() {
        try (Connection connection = dataSource(port, MAINTENANCE_DATABASE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("create database " + DATABASE);
            }
        } catch (SQLException failure) {
            throw new PartFailed(this, "started, but database " + DATABASE + " could not be made: " + failure);
        }
    }

    private void endLeftover() throws IOException {
        postmaster.forgetStranger();
        if (postmaster.isPostgres()) {
            runForStatus("pg_ctl", "stop", "-m", "fast", "-D", cluster().toString());
        }
    }

    private String serverOptions() {
        return "-c port=" + port + " -c listen_addresses=localhost -c unix_socket_directories=''"
                + " -c max_connections=50 -c timezone=UTC -c log_timezone=UTC"
                + moreServerOptions;
    }

    private void run(String program, String... arguments) {
        int status = runForStatus(program, arguments);
        if (status != 0) {
            throw new PartFailed(this, "did not start: " + program + " ended with status " + status);
        }
    }

    private int runForStatus(String program, String... arguments) {
        List<String> command = new ArrayList<>(Superuser.withoutItsPowers());
        command.add(PostgresBinaries.unpackInto(directory)
                .resolve("bin")
                .resolve(program)
                .toString());
        command.addAll(List.of(arguments));
        return ChildProcess.start(command, log, watchdog).exitStatus();
    }

    /** The server's own directory. */
    Path cluster() {
        return directory.resolve("data");
    }

    /** On the same disk, so that it can take the place of the other. */
    Path besideCluster(String name) {
        return directory.resolve(name);
    }
}
