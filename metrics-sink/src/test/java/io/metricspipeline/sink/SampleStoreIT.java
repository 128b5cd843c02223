package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metricspipeline.sink.Breaker.DatabaseRefusesRows;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** The write path against a real PostgreSQL: what a batch leaves behind, whatever it meets. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(Servers.class)
class SampleStoreIT {

    private static final AtomicLong OFFSETS = new AtomicLong(1_000_000);

    @Autowired
    private SampleDecoder decoder;

    @Autowired
    private SampleStore store;

    @Autowired
    private WatermarkStore watermarks;

    @Autowired
    private JdbcClient jdbc;

    private final Events events = new Events();

    @Test
    void takesNoDeadLettersForStoredSamplesInADatabaseThatHasGoneBack() {
        TopicPartition partition = new TopicPartition("a-topic", 0);
        Poll poll = new Poll(UUID.randomUUID(), List.of(new PolledRange(partition, 100, 100, 150, Skip.NOTHING)));
        watermarks.open(poll.topicId(), partition.topic(), Map.of(partition, 100L));
        store.write(poll, List.of(decode(events.event(0).put("diskUsagePercent", -1))));
        jdbc.sql("update metrics.watermark set stored = 120 where topic_id = ?")
                .param(poll.topicId())
                .update();

        watermarks.deadLettered(poll);

        assertThat(watermarks.open(poll.topicId(), partition.topic(), Map.of(partition, 0L)))
                .containsExactly(Map.entry(0, new Watermark(120, 100, Skip.NOTHING)));
    }

    @Test
    void limitsWhatAStuckSinkCanHold() {
        assertThat(jdbc.sql("select current_setting(name) from unnest(array['statement_timeout', 'lock_timeout',"
                                + " 'idle_in_transaction_session_timeout', 'transaction_timeout']) as name")
                        .query(String.class)
                        .list())
                .containsExactly("15s", "5s", "30s", "100s");
    }

    @Test
    void keepsEveryValue() {
        ObjectNode event = events.event(5)
                .put("bootedAt", "2026-11-03T06:12:44Z")
                .put("cpuInterruptsPerSecond", 1204.25)
                .put("cpuSystemCalls", 7)
                .put("networkReceivedBytes", Long.MAX_VALUE - 1)
                .put("missedTicks", 3);
        Instant sampledAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(123_457, ChronoUnit.MICROS);
        store.write(Events.NO_OFFSETS, List.of(decode(event.put("sampledAt", sampledAt.toString()))));

        assertThat(jdbc.sql("select sampled_at from metrics.host_sample join bi.host using (host_id) where host = ?")
                        .param(events.host)
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant())
                .isEqualTo(sampledAt);
        assertThat(jdbc.sql("select to_jsonb(s) - 'stored_at' - 'sampled_at' - 'host_id' - 'producer_key'"
                                + " from metrics.host_sample s join bi.host using (host_id) where host = ?")
                        .param(events.host)
                        .query((row, number) -> Events.JSON.readTree(row.getString(1)))
                        .single())
                .isEqualTo(Events.JSON.readTree("""
                        {"sequence": 5, "interval_millis": 100, "booted_at": "2026-11-03T06:12:44+00:00",
                         "cpu_usage_percent": 12.5, "cpu_interrupts": 1005, "cpu_interrupts_per_second": 1204.25,
                         "cpu_context_switches": null, "cpu_context_switches_per_second": null, "cpu_system_calls": 7,
                         "memory_usage_percent": null, "memory_used_bytes": 4000000000, "memory_free_bytes": 12000000000,
                         "network_sent_bytes": null, "network_sent_bytes_per_second": null,
                         "network_received_bytes": 9223372036854775806, "network_received_bytes_per_second": null,
                         "disk_usage_percent": null, "missed_ticks": 3}
                        """));
    }

    @Test
    void countsDuplicatesInsideABatchAndBetweenBatches() {
        DecodedRecord first = decode(events.event(0));
        DecodedRecord second = decode(events.event(1));

        assertThat(store.write(Events.NO_OFFSETS, List.of(first, second, first)))
                .extracting(StoredBatch::stored)
                .isEqualTo(2);
        StoredBatch again = store.write(Events.NO_OFFSETS, List.of(first, decode(events.event(2))));

        assertThat(again.stored()).isEqualTo(1);
        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(again.fresh()).isEmpty();
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void makesThePartitionsOfTheDaysThatABatchNeeds() {
        Instant now = Instant.now();
        StoredBatch batch = store.write(
                Events.NO_OFFSETS,
                LongStream.range(0, 10)
                        .mapToObj(day -> decode(events.event(day)
                                .put(
                                        "sampledAt",
                                        now.minus(day, ChronoUnit.DAYS).toString())))
                        .toList());

        assertThat(batch.stored()).isEqualTo(10);
        assertThat(jdbc.sql(
                                "select count(distinct s.tableoid) from metrics.host_sample s join bi.host using (host_id) where host = ?")
                        .param(events.host)
                        .query(Integer.class)
                        .single())
                .isEqualTo(10);
    }

    @Test
    void makesAPartitionAgainThatWasDroppedBehindItsBack() {
        Instant monday = Instant.now().minus(12, ChronoUnit.DAYS);
        store.write(Events.NO_OFFSETS, List.of(decode(events.event(0).put("sampledAt", monday.toString()))));
        jdbc.sql("drop table metrics.host_sample_"
                        + monday.toString().substring(0, 10).replace("-", ""))
                .update();
        List<DecodedRecord> next = List.of(decode(events.event(1).put("sampledAt", monday.toString())));

        assertThatThrownBy(() -> store.write(Events.NO_OFFSETS, next)).hasMessageContaining("no partition");
        assertThat(store.write(Events.NO_OFFSETS, next).stored()).isEqualTo(1);
    }

    @Test
    void expiresByTheClockOfTheDatabase() {
        Instant longAgo = Instant.now().minus(20, ChronoUnit.DAYS);
        ObjectNode event = events.event(0).put("sampledAt", longAgo.toString()).put("acknowledgedBelow", 1);
        StoredBatch batch =
                store.write(Events.NO_OFFSETS, decoder.decode(List.of(Events.record(0, Events.bytes(event), longAgo))));

        assertThat(batch.expired()).isEqualTo(1);
        assertThat(batch.stored()).isZero();
        assertThat(gaps()).isZero();
    }

    @Test
    void rejectsJustTheRowsThatPostgresRefuses() {
        jdbc.sql("alter table metrics.host_sample add constraint no_sixes check (cpu_usage_percent <> 66) not valid")
                .update();
        try {
            StoredBatch batch = store.write(
                    Events.NO_OFFSETS,
                    LongStream.range(0, 200)
                            .mapToObj(sequence -> decode(events.event(sequence)
                                    .put("acknowledgedBelow", 200)
                                    .put("cpuUsagePercent", sequence % 70 == 0 ? 66 : 12)))
                            .toList());

            assertThat(batch.stored()).isEqualTo(197);
            assertThat(batch.rejected())
                    .extracting(record -> requireNonNull(record.rejection()).toString())
                    .hasSize(3)
                    .allMatch(rejection -> rejection.contains("DATABASE") && rejection.contains("SQLSTATE 23514"));
            assertThat(gaps()).isZero();
        } finally {
            jdbc.sql("alter table metrics.host_sample drop constraint no_sixes").update();
        }
    }

    @Test
    void blamesTheDatabaseWhenItRefusesEverything() {
        jdbc.sql("alter table metrics.host_sample add constraint nothing check (false) not valid")
                .update();
        List<DecodedRecord> batch = LongStream.range(0, 6)
                .mapToObj(sequence -> decode(events.event(sequence)))
                .toList();
        try {
            assertThatThrownBy(() -> store.write(Events.NO_OFFSETS, batch)).isInstanceOf(DatabaseRefusesRows.class);
        } finally {
            jdbc.sql("alter table metrics.host_sample drop constraint nothing").update();
        }
        assertThat(store.write(Events.NO_OFFSETS, batch).stored()).isEqualTo(6);
        assertThat(store.write(Events.NO_OFFSETS, batch).rejected()).isEmpty();
    }

    @Test
    void leavesNothingOfABatchThatFailsHalfWay() {
        jdbc.sql("alter table metrics.rejected rename to rejected_away").update();
        List<DecodedRecord> batch =
                List.of(decode(events.event(0)), decode(events.event(1).put("diskUsagePercent", -1)));
        try {
            assertThatThrownBy(() -> store.write(Events.NO_OFFSETS, batch))
                    .isInstanceOf(BadSqlGrammarException.class)
                    .satisfies(failure -> assertThat(SqlFault.of(failure)).isEqualTo(SqlFault.OPERATOR));
            assertThat(rows()).isZero();
        } finally {
            jdbc.sql("alter table metrics.rejected_away rename to rejected").update();
        }
        assertThat(store.write(Events.NO_OFFSETS, batch).stored()).isEqualTo(1);
    }

    @Test
    void keepsTheHighestStatementOfAProducer() {
        store.write(Events.NO_OFFSETS, List.of(decode(events.event(9).put("acknowledgedBelow", 8))));
        store.write(Events.NO_OFFSETS, List.of(decode(events.event(4).put("acknowledgedBelow", 2))));

        assertThat(jdbc.sql(
                                "select acknowledged_below from metrics.producer_progress join metrics.producer using (producer_key)"
                                        + " where producer_id = ?")
                        .param(events.producerId)
                        .query(Long.class)
                        .single())
                .isEqualTo(8);
    }

    private DecodedRecord decode(ObjectNode event) {
        return decoder.decode(List.of(Events.record(OFFSETS.incrementAndGet(), Events.bytes(event), Instant.now())))
                .get(0);
    }

    private int rows() {
        return jdbc.sql("select count(*) from metrics.host_sample join bi.host using (host_id) where host = ?")
                .param(events.host)
                .query(Integer.class)
                .single();
    }

    private int gaps() {
        return jdbc.sql("select count(*) from bi.sample_gap where host = ?")
                .param(events.host)
                .query(Integer.class)
                .single();
    }
}
