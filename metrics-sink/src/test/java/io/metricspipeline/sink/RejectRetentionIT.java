package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/** What did not become a row goes by its age, and explains for ever why sequences are missing. */
class RejectRetentionIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** One process: 100 rows; rejects, expired samples and losses of long ago and of now; and nothing of 250 to 259. */
    private static final String ONE_PROCESS = """
            do $$ begin perform metrics.ensure_partition(current_date); end $$;
            insert into bi.host (host_id, host) values (1, 'one');
            insert into metrics.producer (producer_key, producer_id, host_id) values (1, gen_random_uuid(), 1);
            insert into metrics.producer_progress values (1, 260, false);
            insert into metrics.host_sample (host_id, sampled_at, producer_key, sequence, interval_millis)
            select 1, current_date::timestamp at time zone 'UTC' + n * interval '1 second', 1, n, 1000 from generate_series(0, 99) as n;
            insert into metrics.touched (host_id, minute)
            select distinct host_id, date_trunc('minute', sampled_at, 'UTC') from metrics.host_sample;
            insert into metrics.rejected
                (topic_id, partition, record_offset, reason, detail, producer_key, sequence, record_written_at, rejected_at)
            select gen_random_uuid(), 0, n, 'future', '', 1, n, now(),
                   now() - case when n < 130 then interval '91 days' else interval '89 days' end
            from generate_series(100, 149) as n
            union all
            select gen_random_uuid(), 0, 0, 'malformed', '', null, null, now(), now() - interval '91 days';
            insert into metrics.expired (producer_key, sequence, sampled_at, expired_at)
            select 1, n, now() - interval '200 days', now() - case when n < 180 then interval '91 days' else interval '89 days' end
            from generate_series(150, 199) as n;
            insert into metrics.loss (producer_key, from_sequence, to_sequence, reason, declared_at)
            values (1, 200, 229, 'spool_full', now() - interval '91 days'),
                   (1, 220, 249, 'damaged', now() - interval '89 days');
            insert into metrics.unread (topic_id, partition, from_offset, to_offset, reason, noticed_at)
            values (gen_random_uuid(), 0, 250, 260, 'retention', now() - interval '10 years');
            """;

    private static final String OLD_AT_ONCE = """
            alter table metrics.rejected alter rejected_at set default now() - interval '91 days';
            alter table metrics.loss alter declared_at set default now() - interval '91 days';
            """;

    private OwnSink sink;

    @BeforeEach
    void start() throws Exception {
        sink = new OwnSink(2);
        sink.start();
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void deletesWhatIsOldAndSeesTheSameGap() {
        sink.stop();
        sink.jdbc.sql(ONE_PROCESS).update();
        assertThat(gaps()).containsExactly("250-259");
        sink.start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                List.of(count("metrics.rejected"), count("metrics.expired"), count("metrics.loss")))
                        .containsExactly(20L, 20L, 1L));
        assertThat(gaps()).containsExactly("250-259");
        assertThat(count("metrics.unread")).isEqualTo(1);
        sink.awaitRollups();
        assertThat(gaps()).containsExactly("250-259");
        assertThat(deleteOld()).isZero();
        assertThat(count("bi.sample_loss where arrived = 0"))
                .as("of the younger one, which the older one overlaps")
                .isEqualTo(1);
    }

    @Test
    void deletesByPortions() {
        sink.stop();
        sink.jdbc.sql("""
                        insert into metrics.rejected (topic_id, partition, record_offset, reason, detail, record_written_at, rejected_at)
                        select gen_random_uuid(), 0, n, 'malformed', '', now(), now() - interval '91 days'
                        from generate_series(1, 1500) as n;
                        insert into metrics.expired (producer_key, sequence, sampled_at, expired_at)
                        select 1, n, now(), now() - interval '91 days' from generate_series(1, 10) as n;
                        """).update();

        assertThat(List.of(deleteOld(), deleteOld(), deleteOld())).containsExactly(1_010, 500, 0);
    }

    @Test
    void leavesTheWorkToTheRollupsWhileTheseAreAtIt() {
        sink.stop();
        sink.jdbc.sql(ONE_PROCESS).update();
        DriverManagerDataSource rollups = new DriverManagerDataSource(sink.jdbcUrl(), "postgres", "");
        new TransactionTemplate(new JdbcTransactionManager(rollups)).executeWithoutResult(status -> {
            JdbcClient.create(rollups)
                    .sql("select the_only_row from metrics.upkeep for update")
                    .query()
                    .singleRow();
            assertThat(deleteOld()).isZero();
        });

        assertThat(deleteOld()).isEqualTo(31 + 30 + 1);
    }

    @Test
    void neverShowsAGapBesideTwoSinksThatWriteAndSumUp() {
        sink.start();
        sink.jdbc.sql(OLD_AT_ONCE).update();
        Events one = new Events();
        Events other = new Events();
        AtomicBoolean isAllSent = new AtomicBoolean();
        CompletableFuture<Void> deletions = CompletableFuture.runAsync(() -> {
            while (!isAllSent.get()) {
                deleteOld();
            }
        });
        try {
            sendAndDelete(one, other);
            sendAndDelete(one, other);
        } finally {
            isAllSent.set(true);
        }
        deletions.join();

        await().atMost(PATIENCE).until(() -> {
            deleteOld();
            return count("metrics.rejected") + count("metrics.loss") == 0;
        });
        assertThat(gaps()).isEmpty();
        assertThat(sink.rows(one) + sink.rows(other)).isEqualTo(720);
        assertThat(sink.bean(MeterRegistry.class)
                        .get("sink.upkeep.failures")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void doesNotTakeADeclaredLossForOneThatArrived() {
        Events host = new Events();
        sink.send(host, 0, 5);
        ObjectNode next = host.event(10).put("acknowledgedBelow", 10);
        loss(next, host, 5, 9);
        sink.send(Events.bytes(next));
        sink.awaitRows(host, 6);
        sink.awaitRollups();

        assertThat(count("bi.sample_loss where samples = 5 and arrived = 0")).isEqualTo(1);
        assertThat(gaps()).isEmpty();
    }

    private void sendAndDelete(Events one, Events other) {
        for (int from = 0; from < 600; from += 60) {
            sink.sendMany(interleaved(one, other, from, from + 60));
            sink.hurryRollups();
            deleteOld();
            assertThat(gaps()).isEmpty();
        }
        sink.awaitRows(one, 360);
        sink.awaitRows(other, 360);
        sink.awaitRollups();
        assertThat(gaps()).isEmpty();
    }

    /** Each host's in one partition, in order: of ten sequences six become rows, three are rejected, one is declared lost. */
    private static List<byte[]> interleaved(Events one, Events other, int from, int to) {
        List<byte[]> values = new ArrayList<>();
        for (int sequence = from; sequence < to; sequence++) {
            if (sequence % 10 != 5) {
                values.add(Events.bytes(event(one, sequence)));
                values.add(Events.bytes(event(other, sequence)));
            }
        }
        return values;
    }

    private static ObjectNode event(Events host, int sequence) {
        ObjectNode event = host.event(sequence).put("acknowledgedBelow", sequence);
        if (sequence % 10 == 6) {
            loss(event, host, sequence - 1, sequence - 1);
        }
        return sequence % 10 > 6 ? event.put("cpuUsagePercent", 101) : event;
    }

    private static void loss(ObjectNode event, Events host, long from, long to) {
        event.putArray("losses")
                .addObject()
                .put("producerId", host.producerId.toString())
                .put("fromSequence", from)
                .put("toSequence", to)
                .put("reason", "spool_full");
    }

    private int deleteOld() {
        return sink.jdbc
                .sql("select metrics.delete_expired_rejects('90 days')")
                .query(Integer.class)
                .single();
    }

    private List<String> gaps() {
        return sink.jdbc
                .sql("select from_sequence || '-' || to_sequence from bi.sample_gap order by 1")
                .query(String.class)
                .list();
    }

    private long count(String relation) {
        return sink.jdbc
                .sql("select count(*) from " + relation)
                .query(Long.class)
                .single();
    }
}
