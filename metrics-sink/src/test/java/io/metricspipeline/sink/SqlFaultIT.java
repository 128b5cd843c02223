package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Whom the classifier blames for what a real PostgreSQL says. */
class SqlFaultIT {

    private static final String DATABASE = Servers.jdbcUrl("faults");

    @BeforeAll
    static void makeDatabase() throws SQLException {
        Servers.execute(
                "create database faults",
                "create role one_too_many login connection limit 0",
                "create role with_password login password 'right'");
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        Servers.execute("drop database faults with (force)", "drop role one_too_many", "drop role with_password");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            22001 | create temp table t (v varchar(1)); insert into t values ('ab')
            22003 | select 3000000000::integer
            22007 | select 'noon'::timestamptz
            22008 | select '2026-02-30'::date
            22021 | select convert_from('\\xff', 'UTF8')
            22P02 | select 'x'::integer
            22P05 | select '"\\u0000"'::jsonb
            23502 | create temp table t (v int not null); insert into t values (null)
            23505 | create temp table t (v int primary key); insert into t values (1), (1)
            23514 | create temp table t (v int constraint positive check (v > 0)); insert into t values (-1)
            23P01 | create temp table t (r int4range, exclude using gist (r with &&)); insert into t values ('[1,3)'), ('[2,4)')
            54000 | create temp table t (v text primary key); insert into t select string_agg(md5(i::text), '') from generate_series(1, 1000) i
            """)
    void blamesTheRecord(String state, String sql) {
        assertThat(provoke(sql)).isEqualTo(state + " RECORD");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0A000 | select 1 union select 2 for update
            3F000 | create table no_such_schema.t ()
            42501 | set role pg_monitor; select * from pg_authid
            42601 | insert insert
            42703 | select no_such_column from pg_class
            42804 | create temp table t (v int); insert into t values (now())
            42883 | select no_such_function()
            42P01 | select * from no_such_table
            """)
    void needsAnOperator(String state, String sql) {
        assertThat(provoke(sql)).isEqualTo(state + " OPERATOR");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            23503 | create temp table a (id int primary key); create temp table b (id int references a); insert into b values (1)
            23514 | create temp table t (v int) partition by range (v); insert into t values (1)
            25006 | begin read only; create table t ()
            25P04 | set transaction_timeout = '20ms'; begin; select pg_sleep(10)
            53400 | set temp_file_limit = '1kB'; set work_mem = '64kB'; select count(*) from (select g from generate_series(1, 100000) g order by -g) s
            55006 | drop database faults
            57014 | set statement_timeout = '20ms'; select pg_sleep(10)
            57P01 | select pg_terminate_backend(pg_backend_pid())
            """)
    void waitsForTheWorld(String state, String sql) {
        assertThat(provoke(sql)).isEqualTo(state + " WORLD");
    }

    /** States that nothing brings about here: PostgreSQL itself reports them, because a function asks for it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "08P01", "25P02", "40002", "53000", "53200", "57P02", "57P03", "57P04", "58000", "58030", "F0000",
                "P0001", "XX000", "XX001", "XX002"
            })
    void waitsForTheWorldInStatesThatAreRaisedByHand(String state) {
        assertThat(provoke("do $$ begin raise exception using errcode = '" + state + "'; end $$"))
                .isEqualTo(state + " WORLD");
    }

    @ParameterizedTest
    @CsvSource({
        "08001, WORLD, jdbc:postgresql://localhost:1/faults, postgres",
        "3D000, OPERATOR, no_such_database, postgres",
        "28000, OPERATOR, faults, nobody_has_this_name",
        "53300, WORLD, faults, one_too_many"
    })
    void judgesRefusedLogins(String state, SqlFault fault, String database, String user) {
        String url = database.startsWith("jdbc") ? database : Servers.jdbcUrl(database);

        assertThat(verdict(() -> DriverManager.getConnection(url, user, "").close()))
                .isEqualTo(state + " " + fault);
    }

    @Test
    void needsAnOperatorForAWrongPassword() throws SQLException, IOException {
        Path hba = Path.of(ask("show hba_file"));
        String before = Files.readString(hba);
        Files.writeString(hba, "host all with_password all scram-sha-256\n" + before);
        try {
            Servers.execute("select pg_reload_conf()");
            await().atMost(Duration.ofMinutes(5))
                    .untilAsserted(() -> assertThat(
                                    verdict(() -> DriverManager.getConnection(DATABASE, "with_password", "wrong")
                                            .close()))
                            .isEqualTo("28P01 OPERATOR"));
        } finally {
            Files.writeString(hba, before);
            Servers.execute("select pg_reload_conf()");
        }
    }

    @Test
    void waitsForAServerThatTakesTheConnectionAndSaysNothing() throws IOException {
        try (ServerSocket blackHole = new ServerSocket(0)) {
            String url = "jdbc:postgresql://localhost:" + blackHole.getLocalPort()
                    + "/faults?socketTimeout=1&sslmode=disable";

            assertThat(verdict(() ->
                            DriverManager.getConnection(url, "postgres", "").close()))
                    .isEqualTo("08001 WORLD");
        }
    }

    @Test
    void waitsWhenTheConnectionBreaksInAStatement() throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE + "?socketTimeout=1", "postgres", "")) {
            assertThat(verdict(() -> execute(connection, "select pg_sleep(10)")))
                    .isEqualTo("08006 WORLD");
            assertThat(verdict(() -> execute(connection, "select 1"))).isEqualTo("08003 WORLD");
        }
    }

    @ParameterizedTest
    @CsvSource({"25P03, idle_in_transaction_session_timeout", "57P05, idle_session_timeout"})
    void waitsWhenASessionWasIdleForTooLong(String state, String timeout) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(timeout.equals("idle_session_timeout"));
            String pid = String.valueOf(connection.unwrap(PGConnection.class).getBackendPID());
            execute(connection, "set " + timeout + " = '20ms'");
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> ask("select count(*) from pg_stat_activity where pid = " + pid)
                            .equals("0"));

            assertThat(verdict(() -> execute(connection, "select 1"))).isEqualTo(state + " WORLD");
        }
    }

    @Test
    void waitsForTheOtherOneOfADeadlock() throws SQLException {
        try (Connection one = transaction();
                Connection other = transaction()) {
            execute(one, "select pg_advisory_xact_lock(1)");
            execute(other, "select pg_advisory_xact_lock(2)");
            CompletableFuture<String> first = CompletableFuture.supplyAsync(
                    () -> verdict(() -> execute(one, "select pg_advisory_xact_lock(2)", "rollback")));
            String second = verdict(() -> execute(other, "select pg_advisory_xact_lock(1)", "rollback"));

            assertThat(second.equals("none") ? first.join() : second).isEqualTo("40P01 WORLD");
        }
    }

    @Test
    void waitsForAnotherTransaction() throws SQLException {
        try (Connection one = transaction();
                Connection other = transaction()) {
            execute(one, "create table shared (v int)", "insert into shared values (1)", "commit", "begin");
            execute(other, "set transaction isolation level repeatable read", "select * from shared");
            execute(one, "update shared set v = 2", "commit");
            assertThat(verdict(() -> execute(other, "update shared set v = 3"))).isEqualTo("40001 WORLD");

            execute(one, "lock table shared");
            execute(other, "rollback", "begin");
            assertThat(verdict(() -> execute(other, "lock table shared nowait")))
                    .isEqualTo("55P03 WORLD");
        }
    }

    @ParameterizedTest
    @CsvSource({"22P03, true", "22P04, false"})
    void blamesThisProgramForMalformedCopies(String state, boolean signed) throws SQLException {
        String signature = signed ? "PGCOPY\n\u00ff\r\n\0" : "eleven_bytes";
        byte[] bytes = (signature + "\0".repeat(8) + "\0\1\0\0\0\5xxxxx").getBytes(StandardCharsets.ISO_8859_1);
        try (Connection connection = connect()) {
            execute(connection, "create temp table t (v int)");

            assertThat(verdict(() -> connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("copy t from stdin (format binary)", new ByteArrayInputStream(bytes))))
                    .isEqualTo(state + " WORLD");
        }
    }

    private static String provoke(String sql) {
        return verdict(() -> {
            try (Connection connection = connect()) {
                execute(connection, sql);
            }
        });
    }

    private static String verdict(ThrowingCallable act) {
        SQLException failure = catchThrowableOfType(SQLException.class, act);
        return failure == null ? "none" : failure.getSQLState() + " " + SqlFault.of(failure);
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(DATABASE, "postgres", "");
    }

    private static Connection transaction() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        execute(connection, "set deadlock_timeout = '20ms'");
        return connection;
    }

    private static void execute(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }

    private static String ask(String question) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
