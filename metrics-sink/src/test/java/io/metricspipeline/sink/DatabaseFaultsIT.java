package io.metricspipeline.sink;

import static io.metricspipeline.sink.DeadLetterReader.header;
import static java.time.ZoneOffset.UTC;
import static java.time.format.DateTimeFormatter.BASIC_ISO_DATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What becomes of samples when PostgreSQL fails, from Kafka to the row, one record a poll. A fault of the record costs
 * that record; any other costs time alone: no dead letter, and every sample is a row after the repair.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sink.topic=" + ServersToBreak.TOPIC, "sink.dead-letter-topic=" + ServersToBreak.DEAD_LETTER_TOPIC
        })
@Import(ServersToBreak.class)
class DatabaseFaultsIT {

    private static final int SAMPLES = 8;

    @Autowired
    private ListenerHealth listener;

    @Autowired
    private WriteHealth write;

    @Autowired
    private Meters meters;

    // Not the sink's pool, whose sessions are cut.
    private final JdbcClient jdbc =
            JdbcClient.create(new DriverManagerDataSource(ServersToBreak.JDBC_URL, "postgres", ""));
    private final Events events = new Events();
    private DeadLetterReader deadLetters;
    private Meters.Reading before;

    @BeforeEach
    void writeOneSampleSoThatTodaysPartitionIsThere() {
        await().atMost(Duration.ofMinutes(5))
                .until(() -> listener.health().getStatus().equals(Status.UP));
        deadLetters = new DeadLetterReader(ServersToBreak.DEAD_LETTER_TOPIC);
        before = meters.read();
        send(new Events().bytes(0));
        awaitReceived(1);
        before = meters.read();
    }

    @AfterEach
    void closeReader() {
        deadLetters.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            42501 | revoke insert on metrics.host_sample from fragile_sink | grant insert on metrics.host_sample to fragile_sink
            42P01 | alter table metrics.host_sample rename to away | alter table metrics.away rename to host_sample
            42703 | alter table metrics.host_sample rename missed_ticks to away | alter table metrics.host_sample rename away to missed_ticks
            3F000 | alter schema metrics rename to away | alter schema away rename to metrics
            28000 | alter role fragile_sink nologin | alter role fragile_sink login
            """)
    void waitsForAnOperator(String state, String damage, String repair) throws SQLException {
        waits(state, Status.OUT_OF_SERVICE, damage, repair, SAMPLES);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            it takes no writes | alter database fragile set default_transaction_read_only = on | alter database fragile reset default_transaction_read_only
            22P03 | alter table metrics.host_sample alter missed_ticks type integer | alter table metrics.host_sample alter missed_ticks type bigint
            53300 | alter role fragile_sink connection limit 0 | alter role fragile_sink connection limit -1
            """)
    void waitsForTheWorld(String reason, String damage, String repair) throws SQLException {
        waits(reason, Status.UP, damage, repair, SAMPLES);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            40001 | raise exception using errcode = '40001'
            40P01 | raise exception using errcode = '40P01'
            57014 | perform pg_sleep(60)
            08006 | perform pg_terminate_backend(pg_backend_pid())
            XX000 | raise exception using errcode = 'XX000'
            """)
    void waitsWhenTheStatementItselfFails(String state, String failure) throws SQLException {
        waits(state, Status.UP, trigger(failure), "drop function trouble cascade", SAMPLES);
    }

    @Test
    void waitsForALock() throws SQLException {
        try (Connection reader = superuser();
                Statement statement = reader.createStatement()) {
            statement.execute("begin");
            statement.execute("lock table metrics.host_sample");
            sendSamples(SAMPLES);
            awaitTrouble("SQLSTATE 55P03", Status.UP);
        }
        becomeRows(SAMPLES);
    }

    /** The case that a breaker alone does not catch: no record has a neighbour that is accepted, nor many at once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            23502 | alter table metrics.host_sample add rack text not null default 'x'; alter table metrics.host_sample alter rack drop default | alter table metrics.host_sample drop rack
            23514 | alter table metrics.host_sample add constraint nothing check (false) not valid | alter table metrics.host_sample drop constraint nothing
            23514 | alter table metrics.host_sample add constraint few check (missed_ticks < 99999) not valid | alter table metrics.host_sample drop constraint few
            """)
    void blamesASchemaThatRefusesSoundSamplesAtTheFirstRecord(String state, String damage, String repair)
            throws SQLException {
        waits("even a sound one: SQLSTATE " + state, Status.OUT_OF_SERVICE, damage, repair, 25);
    }

    @Test
    void blamesNoSampleForWhatIsRepairedWhileItIsTried() throws SQLException {
        execute(
                "create function slow_no() returns boolean language plpgsql as $$ begin perform pg_sleep(1); return false; end $$;"
                        + " alter table metrics.host_sample add constraint slow check (slow_no()) not valid");
        try {
            sendSamples(1);
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> jdbc.sql("select exists (select from pg_stat_activity"
                                    + " where wait_event = 'PgSleep' and query like '%from pg_temp.staged_sample%')")
                            .query(Boolean.class)
                            .single());
        } finally {
            execute("alter table metrics.host_sample drop constraint slow; drop function slow_no()");
        }
        becomeRows(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            23514 | alter table metrics.host_sample add constraint no_sixes check (cpu_interrupts <> 1006) not valid | alter table metrics.host_sample drop constraint no_sixes
            23505 | create unique index one_at_a_time on metrics.host_sample (sampled_at, cpu_interrupts) | drop index metrics.one_at_a_time
            """)
    void deadLettersJustTheRecordThatPostgresRefuses(String state, String damage, String repair) throws SQLException {
        Events other = new Events();
        send(Events.bytes(
                other.event(6).put("sampledAt", events.event(6).get("sampledAt").stringValue())));
        awaitReceived(1);
        before = meters.read();
        execute(damage);
        try {
            sendSamples(SAMPLES);
            awaitReceived(SAMPLES);
        } finally {
            execute(repair);
        }
        assertThat(meters.read().minus(before)).isEqualTo(new Meters.Reading(SAMPLES, SAMPLES - 1, 0, 0, 1));
        ConsumerRecord<byte[], byte[]> letter = deadLetters.read(1).get(0);
        assertThat(letter.value()).isEqualTo(sample(6));
        assertThat(header(letter, "reject-reason")).isEqualTo("database");
        assertThat(header(letter, "reject-detail")).startsWith("SQLSTATE " + state);
        assertThat(deadLetters.arrived()).isEqualTo(1);
    }

    @Test
    void goesOnDeadLetteringWhatIsRareWhenTheRecordsInBetweenAreAccepted() throws SQLException {
        execute("alter table metrics.host_sample add constraint even check (sequence % 2 = 0) not valid");
        try {
            sendSamples(16);
            awaitReceived(16);
        } finally {
            execute("alter table metrics.host_sample drop constraint even");
        }
        assertThat(meters.read().minus(before)).isEqualTo(new Meters.Reading(16, 8, 0, 0, 8));
    }

    @Test
    void waitsForSpaceOnTheDisk(@TempDir Path directory) throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.toString()) == 0, "only root mounts");
        String partition = "metrics.host_sample_" + LocalDate.now(UTC).format(BASIC_ISO_DATE);
        try {
            execute("create tablespace small location '" + directory + "'");
            execute("alter table " + partition + " set tablespace small");
            execute("create table filler (v text) with (autovacuum_enabled = false) tablespace small");
            waits(
                    "53100",
                    Status.UP,
                    "do $$ begin insert into filler select repeat('x', 2000) from generate_series(1, 9999);"
                            + " exception when disk_full then null; end $$",
                    "alter table " + partition + " set tablespace pg_default",
                    100);
        } finally {
            execute("drop table if exists filler");
            execute("drop tablespace if exists small");
            run("umount", directory.toString());
        }
    }

    private void waits(String reason, Status status, String damage, String repair, int samples) throws SQLException {
        execute(damage);
        cutSessions();
        try {
            sendSamples(samples);
            awaitTrouble(reason, status);
        } finally {
            execute(repair);
            cutSessions();
        }
        becomeRows(samples);
    }

    private void becomeRows(int samples) {
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(jdbc.sql(
                                        "select count(*) from metrics.host_sample join bi.host using (host_id) where host = ?")
                                .param(events.host)
                                .query(Integer.class)
                                .single())
                        .isEqualTo(samples));
        awaitReceived(samples);
        assertThat(meters.read().minus(before).rejected()).isZero();
        assertThat(deadLetters.arrived()).isZero();
    }

    private void awaitTrouble(String reason, Status status) {
        await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
            assertThat(write.health().getDetails().get("reason")).asString().contains(reason);
            assertThat(write.health().getStatus()).isEqualTo(status);
        });
    }

    private void sendSamples(int samples) {
        for (long sequence = 0; sequence < samples; sequence++) {
            send(sample(sequence));
        }
    }

    private byte[] sample(long sequence) {
        return Events.bytes(events.event(sequence).put("missedTicks", 100_000));
    }

    private void send(byte[] value) {
        ServersToBreak.send(events.host, value);
    }

    private void awaitReceived(int records) {
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(
                        () -> assertThat(meters.read().minus(before).received()).isEqualTo(records));
    }

    private static String trigger(String body) {
        return "create function trouble() returns trigger language plpgsql as $$ begin " + body
                + "; return null; end $$; create trigger trouble before insert on metrics.host_sample"
                + " execute function trouble()";
    }

    private static void cutSessions() throws SQLException {
        Servers.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fragile_sink'");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection superuser() throws SQLException {
        return DriverManager.getConnection(
                ServersToBreak.JDBC_URL + "?options=-c%20default_transaction_read_only=off", "postgres", "");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
