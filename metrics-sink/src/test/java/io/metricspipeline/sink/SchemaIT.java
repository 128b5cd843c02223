package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What analysts find in schema {@code bi}, and others in {@code personal}. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(Servers.class)
class SchemaIT {

    @Autowired
    private SampleDecoder decoder;

    @Autowired
    private SampleStore store;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private final Events events = new Events();

    @Test
    void describesEveryRelationAndColumn() {
        List<String> undescribed = jdbc.sql("""
                        select c.relname || coalesce('.' || a.attname, '')
                        from pg_class c
                        left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                        where c.relnamespace in ('bi'::regnamespace, 'personal'::regnamespace)
                          and c.relkind in ('r', 'p', 'v', 'm')
                          and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is null)
                        """).query(String.class).list();

        assertThat(undescribed).isEmpty();
    }

    @Test
    void showsTheTenClassicColumnsOfOneHost() {
        store.write(Events.NO_OFFSETS, decoder.decode(List.of(Events.record(0, events.bytes(0), Instant.now()))));

        transaction.executeWithoutResult(status -> {
            jdbc.sql("select set_config('bi.host', ?, true)")
                    .param(events.host)
                    .query()
                    .singleRow();
            assertThat(jdbc.sql("select * from bi.performance").query().singleRow())
                    .containsOnlyKeys(
                            "time",
                            "cpu_usage",
                            "memory_usage",
                            "cpu_interrupts",
                            "cpu_calls",
                            "memory_used",
                            "memory_free",
                            "bytes_sent",
                            "bytes_received",
                            "disk_usage")
                    .containsEntry("cpu_usage", 12.5)
                    .containsEntry("cpu_interrupts", 1_000L);
        });
        assertThat(jdbc.sql("select count(*) from bi.performance")
                        .query(Integer.class)
                        .single())
                .isPositive();
    }

    @Test
    void findsTheNewestOfManySamplesByTheKey() {
        store.write(Events.NO_OFFSETS, decoder.decode(List.of(Events.record(0, events.bytes(0), Instant.now()))));
        jdbc.sql("""
                        insert into metrics.host_sample (host_id, sampled_at, producer_key, sequence, interval_millis)
                        select host_id, sampled_at - n * interval '1 microsecond', producer_key, n, interval_millis
                        from metrics.host_sample join bi.host using (host_id), generate_series(1, 20000) as n
                        where host = ?
                        """).param(events.host).update();
        jdbc.sql("analyze metrics.host_sample").update();

        transaction.executeWithoutResult(status -> {
            jdbc.sql("select set_config('bi.host', ?, true)")
                    .param(events.host)
                    .query()
                    .singleRow();
            assertThat(jdbc.sql("explain select * from bi.performance order by time desc limit 5")
                            .query(String.class)
                            .list())
                    .anyMatch(line -> line.contains("Index Scan Backward using host_sample"));
        });
    }
}
