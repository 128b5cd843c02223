package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.node.ObjectNode;

/** The sink as {@code metrics_writer} on a schema that {@code metrics_owner} made: what each role can do, and no more. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(ServersWithRoles.class)
class RolesIT {

    @Autowired
    private SampleDecoder decoder;

    @Autowired
    private SampleStore store;

    @Autowired
    private WatermarkStore watermarks;

    @Autowired
    private DatabaseWatch database;

    private final JdbcClient owner = as("metrics_owner");
    private final JdbcClient writer = as("metrics_writer");
    private final JdbcClient reader = as("bi_reader");
    private final Events events = new Events();

    @Test
    void theWriterHasJustTheRightsOfItsStatements() {
        assertThat(rights("metrics_writer"))
                .containsExactly(
                        "database: CONNECT TEMPORARY",
                        "function metrics.delete_expired: EXECUTE",
                        "function metrics.delete_expired_events: EXECUTE",
                        "function metrics.delete_expired_rejects: EXECUTE",
                        "function metrics.drop_expired: EXECUTE",
                        "function metrics.ensure_partition: EXECUTE",
                        "function metrics.roll_up: EXECUTE",
                        "schema bi: USAGE",
                        "schema metrics: USAGE",
                        "table bi.host: INSERT SELECT",
                        "table bi.host_minute: SELECT",
                        "table bi.login_hour: SELECT",
                        "table bi.person: SELECT",
                        "table bi.sample_gap: SELECT",
                        "table metrics.anomaly: INSERT SELECT UPDATE",
                        "table metrics.baseline: INSERT SELECT UPDATE",
                        "table metrics.event: INSERT",
                        "table metrics.expired: INSERT",
                        "table metrics.flyway_schema_history: SELECT",
                        "table metrics.host_sample: INSERT SELECT",
                        "table metrics.loss: INSERT",
                        "table metrics.producer: INSERT SELECT",
                        "table metrics.producer_progress: INSERT SELECT UPDATE",
                        "table metrics.rejected: INSERT",
                        "table metrics.touched: INSERT",
                        "table metrics.unread: INSERT",
                        "table metrics.watch: SELECT UPDATE",
                        "table metrics.watched: INSERT SELECT UPDATE",
                        "table metrics.watermark: INSERT SELECT UPDATE");
    }

    @Test
    void theReaderSeesSchemaBiAlone() {
        assertThat(rights("bi_reader"))
                .containsExactly(
                        "database: CONNECT",
                        "schema bi: USAGE",
                        "table bi.anomaly: REFERENCES SELECT",
                        "table bi.host: REFERENCES SELECT",
                        "table bi.host_hour: REFERENCES SELECT",
                        "table bi.host_minute: REFERENCES SELECT",
                        "table bi.latency_by_minute: REFERENCES SELECT",
                        "table bi.login_hour: REFERENCES SELECT",
                        "table bi.performance: REFERENCES SELECT",
                        "table bi.person: REFERENCES SELECT",
                        "table bi.reject_by_reason: REFERENCES SELECT",
                        "table bi.sample: REFERENCES SELECT",
                        "table bi.sample_gap: REFERENCES SELECT",
                        "table bi.sample_last_24_hours: REFERENCES SELECT",
                        "table bi.sample_loss: REFERENCES SELECT",
                        "table bi.sample_newest: REFERENCES SELECT",
                        "table bi.storage_by_day: REFERENCES SELECT",
                        "table bi.unread: REFERENCES SELECT");
    }

    @Test
    void nobodyElseHasAnyRight() {
        assertThat(rights("stranger")).isEmpty();
    }

    @Test
    void theReaderSeesViewsThatAreMadeLater() {
        owner.sql("create view bi.made_later as select 1 as one").update();
        try {
            assertThat(reader.sql("select one from bi.made_later")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        } finally {
            owner.sql("drop view bi.made_later").update();
        }
    }

    @Test
    void theWholeWritePathWorksAsWriter() {
        TopicPartition partition = new TopicPartition("a-topic", 0);
        Poll poll = new Poll(UUID.randomUUID(), List.of(new PolledRange(partition, 3, 5, 9, Skip.NOTHING)));
        watermarks.open(poll.topicId(), partition.topic(), Map.of(partition, 4L));
        Instant now = Instant.now();
        ObjectNode last = events.event(3).put("acknowledgedBelow", 3);
        last.putArray("losses")
                .addObject()
                .put("producerId", events.producerId.toString())
                .put("fromSequence", 2)
                .put("toSequence", 2)
                .put("reason", "queue_full");
        ObjectNode bad = events.event(1).put("cpuUsagePercent", 101);
        Instant longAgo = now.minus(20, ChronoUnit.DAYS);

        StoredBatch first = store.write(poll, decode(now, events.event(0), bad, last));
        StoredBatch again = store.write(
                Events.NO_OFFSETS,
                decode(now, events.event(0), events.event(4).put("sampledAt", now.minus(3, ChronoUnit.DAYS) + "")));
        StoredBatch late =
                store.write(Events.NO_OFFSETS, decode(longAgo, events.event(5).put("sampledAt", longAgo.toString())));

        watermarks.deadLettered(poll);

        assertThat(first.stored()).isEqualTo(2);
        assertThat(first.rejected()).hasSize(1);
        assertThat(again.stored()).isEqualTo(1);
        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(late.expired()).isEqualTo(1);
        assertThat(reader.sql("select count(*) from bi.sample_gap where host = ?")
                        .param(events.host)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void theWriterLooksForAnomalies() {
        Instant now = Instant.now();
        store.write(
                Events.NO_OFFSETS,
                decode(
                        now,
                        events.event(0).put("sampledAt", now.minusSeconds(60).toString())));

        await().atMost(Duration.ofMinutes(5))
                .until(() ->
                        owner.sql("""
                                select exists (select from metrics.watched join bi.host using (host_id)
                                               join metrics.baseline using (host_id) where host = ?)
                                """).param(events.host).query(Boolean.class).single());
    }

    @Test
    void theWriterReadsTheSchemasVersion() {
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(database.health().getStatus()).isEqualTo(Status.UP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update metrics.host_sample set missed_ticks = 0",
                "delete from metrics.host_sample",
                "truncate metrics.host_sample",
                "delete from metrics.producer_progress",
                "update bi.host set display_name = 'other'",
                "select * from metrics.rejected",
                "delete from metrics.rejected",
                "select * from bi.performance",
                "select * from metrics.touched",
                "delete from metrics.touched",
                "select * from metrics.event",
                "delete from metrics.event",
                "update bi.login_hour set logins = 0",
                "select * from personal.person",
                "update bi.host_hour set lost = 0",
                "delete from bi.host_minute",
                "delete from metrics.covered",
                "delete from metrics.anomaly",
                "select metrics.recompute('hour', '{}', '{}', now())",
                "select metrics.forget_host('other')",
                "select metrics.rename_host('other', 'another')",
                "insert into metrics.flyway_schema_history (installed_rank) values (9)",
                "drop table metrics.loss",
                "alter table metrics.host_sample add column other int",
                "create table metrics.other (id int)",
                "create table bi.other (id int)",
                "create table public.other (id int)",
                "create schema other",
                "select metrics.grant_roles()",
                "select metrics.skip_to('a-topic', 0, 9)",
                "copy bi.host to program 'true'",
                "set role metrics_owner"
            })
    void theWriterCanDoNothingElse(String statement) {
        isRefused(writer, statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from metrics.host_sample",
                "select * from metrics.flyway_schema_history",
                "select * from metrics.producer",
                "select * from metrics.rejected",
                "select * from metrics.watermark",
                "select * from metrics.baseline",
                "select * from metrics.event",
                "select * from personal.person",
                "select * from personal.login",
                "select * from pg_authid",
                "select pg_read_file('PG_VERSION')",
                "copy bi.host to program 'true'",
                "copy bi.host to '/tmp/host'",
                "select metrics.grant_roles()",
                "select metrics.skip_to('a-topic', 0, 9)",
                "select metrics.rename_host('other', 'another')",
                "select metrics.ensure_partition(current_date)",
                "select metrics.roll_up()",
                "select metrics.drop_expired('1 day')",
                "select metrics.delete_expired('1 day', '1 day')",
                "select metrics.delete_expired_events('1 day', '1 day')",
                "select metrics.delete_expired_rejects('1 day')",
                "select metrics.forget_host('other')",
                "delete from bi.host_hour",
                "insert into bi.host (host_id, host) values (1, 'other')",
                "update bi.host set display_name = 'other'",
                "delete from bi.host",
                "truncate bi.host_minute",
                "insert into bi.performance (cpu_usage) values (1)",
                "comment on table bi.host is 'other'",
                "create view bi.other as select 1",
                "create table bi.other (id int)",
                "create table public.other (id int)",
                "create temporary table other (id int)",
                "create schema other",
                "set role metrics_writer"
            })
    void theReaderCanDoNothingElse(String statement) {
        isRefused(reader, statement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"select lo_create(0)", "select lo_creat(-1)", "select lo_from_bytea(0, 'x')"})
    void nobodyElseMakesLargeObjectsInTheDatabaseOfDockerCompose(String statement) {
        isRefused(writer, statement);
        isRefused(reader, statement);
    }

    private static void isRefused(JdbcClient role, String statement) {
        assertThatThrownBy(() -> role.sql(statement).query().listOfRows())
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo("42501"));
    }

    /** Everything that PostgreSQL would let the role do with this database's own objects, partitions included. */
    private List<String> rights(String role) {
        return owner.sql("""
                        with rights (object, privilege) as (
                            select 'table ' || c.oid::regclass, p
                            from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                                                          'REFERENCES', 'TRIGGER', 'MAINTAIN']) as p
                            where c.relnamespace in ('metrics'::regnamespace, 'bi'::regnamespace, 'personal'::regnamespace)
                              and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and has_table_privilege(:role, c.oid, p)
                            union all
                            select 'function ' || f.oid::regproc, 'EXECUTE' from pg_proc f
                            where f.pronamespace in ('metrics'::regnamespace, 'bi'::regnamespace, 'personal'::regnamespace)
                              and has_function_privilege(:role, f.oid, 'EXECUTE')
                            union all
                            select 'schema ' || s.nspname, p from pg_namespace s, unnest(array['USAGE', 'CREATE']) as p
                            where s.nspname in ('metrics', 'bi', 'personal') and has_schema_privilege(:role, s.oid, p)
                            union all
                            select 'database', p from unnest(array['CONNECT', 'CREATE', 'TEMPORARY']) as p
                            where has_database_privilege(:role, current_database(), p))
                        select object || ': ' || string_agg(privilege, ' ' order by privilege)
                        from rights group by object order by object collate "C"
                        """).param("role", role).query(String.class).list();
    }

    private List<DecodedRecord> decode(Instant receivedAt, ObjectNode... sent) {
        return decoder.decode(Stream.of(sent)
                .map(event -> Events.record(event.get("sequence").asLong(), Events.bytes(event), receivedAt))
                .toList());
    }

    private static JdbcClient as(String role) {
        return JdbcClient.create(new DriverManagerDataSource(ServersWithRoles.JDBC_URL, role, ""));
    }
}
