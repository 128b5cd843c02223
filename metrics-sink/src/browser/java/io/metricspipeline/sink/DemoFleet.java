package io.metricspipeline.sink;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hosts that have been sampled twice a second for a quarter of an hour, and go on: rows without Kafka, since only the page looks. */
final class DemoFleet implements AutoCloseable {

    /** Every host in its own wave; the last one is silent, the one before it misses samples. */
    private static final String INSERT = """
            insert into metrics.host_sample (
                host_id, sampled_at, producer_key, sequence, cpu_usage_percent, memory_usage_percent, disk_usage_percent,
                network_received_bytes_per_second, network_sent_bytes_per_second, cpu_interrupts_per_second,
                cpu_context_switches_per_second, interval_millis, stored_at)
            select -n, at, -n, second * 2, least(100, 20 + 5 * n %% 40 + 12 * sin(second / 40 + n) + 6 * random()
                       + case when mod(second::numeric, 97) < 5 then 30 else 0 end),
                   30 + n %% 50 + 3 * sin(second / 300 + n), 20 + 7 * n %% 70,
                   1e5 * (1 + n %% 9) * (1 + random()) * (1.3 + sin(second / 60)), 4e4 * (1 + n %% 9) * (1 + random()),
                   900 + 100 * random() + 300 * sin(second / 50), 2100 + 400 * random(), 500,
                   at + (18 + 12 * random()) * interval '1 millisecond'
            from generate_series(1, ?) n, %s at, lateral (select extract(epoch from at)::double precision as second) s
            where not (n = ? and at > now() - interval '3 minutes') and not (n = ? and mod(second::numeric, 11) < 3)
            on conflict do nothing
            """;

    private static final String PAST =
            "generate_series(to_timestamp(floor(extract(epoch from now() - interval '15 minutes'))),"
                    + " now(), interval '500 milliseconds')";
    private static final String NOW = "to_timestamp(floor(extract(epoch from now()) * 2) / 2)";

    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();
    private final JdbcClient jdbc;
    private final int size;

    /** The fleet as it is until now. */
    DemoFleet(JdbcClient jdbc, List<String> names) {
        this.jdbc = jdbc;
        this.size = names.size();
        jdbc.sql("select metrics.ensure_partition((now() at time zone 'UTC')::date)")
                .query((row, number) -> 0)
                .single();
        for (int i = 0; i < size; i++) {
            jdbc.sql("insert into bi.host (host_id, host) values (?, ?)")
                    .params(-1 - i, names.get(i))
                    .update();
        }
        insert(PAST);
    }

    void goOn() {
        ScheduledFuture<?> unused = clockwork.scheduleAtFixedRate(() -> insert(NOW), 0, 500, TimeUnit.MILLISECONDS);
    }

    /** Its CPU, for a minute now. */
    void isUnusual(String host, String reason) {
        jdbc.sql("""
                        insert into metrics.anomaly
                        select host_id, 'cpu_percent', 'outside', now() - interval '1 minute', now(), false, 97.1, 12, 6,
                               'percent', ?
                        from bi.host where host = ?
                        """).params(reason, host).update();
    }

    void isUsualAgain() {
        jdbc.sql("update metrics.anomaly set is_over = true").update();
    }

    private void insert(String when) {
        jdbc.sql(INSERT.formatted(when)).params(size, size, size - 1).update();
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        jdbc.sql("delete from metrics.host_sample where host_id < 0").update();
        jdbc.sql("delete from metrics.anomaly").update();
        jdbc.sql("delete from bi.host where host_id < 0").update();
    }
}
