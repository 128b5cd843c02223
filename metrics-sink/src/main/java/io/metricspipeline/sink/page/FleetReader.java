package io.metricspipeline.sink.page;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The whole fleet in three short questions, each of which visits a host by the key of its samples: the cost grows with the
 * hosts and with one minute of their samples, not with the history. That minute is counted every other second only.
 */
@Component
class FleetReader {

    private static final String NEWEST = """
            select h.host_id, h.host, coalesce(h.display_name, h.host) as name, s.interval_millis,
                   extract(epoch from now() - s.sampled_at)::double precision as age,
                   extract(epoch from now() - s.stored_at)::double precision as stored_age,
                   s.cpu_usage_percent as cpu, s.memory_usage_percent as memory, s.disk_usage_percent as disk,
                   s.network_received_bytes_per_second as received, s.network_sent_bytes_per_second as sent,
                   (select string_agg(a.reason, '. ' order by a.started_at) from metrics.anomaly a
                    where a.host_id = h.host_id and not a.is_over) as unusual
            from bi.host h
            left join lateral (
                select * from metrics.host_sample where host_id = h.host_id order by sampled_at desc limit 1) s on true
            order by name
            """;
    /** The slot that is still filling is left out, and a second more for what is on its way. */
    private static final String BEATS = """
            select h.host_id, s.slot, s.samples
            from (select date_bin(interval '2 seconds', now() - interval '1 second', 'epoch') as until) t
            cross join bi.host h
            cross join lateral (
                select 29 - floor(extract(epoch from t.until - sampled_at - interval '1 microsecond') / 2)::int as slot,
                       count(*)::int as samples
                from metrics.host_sample
                where host_id = h.host_id and sampled_at >= t.until - interval '1 minute' and sampled_at < t.until
                group by 1) s
            """;

    private static final String LATENCY = """
            select count(*) / 10.0, percentile_cont(array[0.5, 0.95]) within group (order by s.millis)
            from bi.host h
            cross join lateral (
                select extract(epoch from stored_at - sampled_at)::double precision * 1000 as millis
                from metrics.host_sample
                where host_id = h.host_id
                  and sampled_at >= now() - interval '11 seconds' and sampled_at < now() - interval '1 second') s
            """;

    private final JdbcClient jdbc;
    /** Every sample of the last minute is counted, in slots of two seconds. */
    private final Pace counting = new Pace(Duration.ofMillis(1_900));

    private Map<Long, Heartbeat> beats = Map.of();
    private Flow flow = Flow.NONE;

    FleetReader(PageDatabase database) {
        this.jdbc = database.client();
    }

    /** By one thread. */
    Fleet read() {
        counting.ask(this::count);
        Instant readAt =
                jdbc.sql("select now()").query(Timestamp.class).single().toInstant();
        List<Double> storedAges = new ArrayList<>();
        List<HostNow> hosts = jdbc.sql(NEWEST)
                .query((row, number) -> {
                    Double storedAge = number(row, "stored_age");
                    if (storedAge != null) {
                        storedAges.add(storedAge);
                    }
                    return host(row, beats.getOrDefault(row.getLong("host_id"), new Heartbeat()));
                })
                .list();
        Double lastStored = storedAges.stream().min(Double::compare).orElse(null);
        return new Fleet(readAt, hosts, lastStored, flow.rowsPerSecond(), flow.p50(), flow.p95());
    }

    private void count() {
        beats = beats();
        flow = jdbc.sql(LATENCY).query((row, number) -> flow(row)).single();
    }

    private Map<Long, Heartbeat> beats() {
        Map<Long, Heartbeat> counted = new HashMap<>();
        jdbc.sql(BEATS).query(row -> {
            counted.computeIfAbsent(row.getLong("host_id"), id -> new Heartbeat())
                    .add(row.getInt("slot"), row.getInt("samples"));
        });
        return counted;
    }

    private static HostNow host(ResultSet row, Heartbeat heartbeat) throws SQLException {
        Double age = number(row, "age");
        Integer interval = row.getObject("interval_millis", Integer.class);
        return new HostNow(
                row.getString("host"),
                row.getString("name"),
                state(age, interval),
                age,
                interval,
                heartbeat.bar(interval),
                heartbeat.received(),
                heartbeat.expected(interval),
                number(row, "cpu"),
                number(row, "memory"),
                number(row, "disk"),
                number(row, "received"),
                number(row, "sent"),
                row.getString("unusual"));
    }

    private static String state(@Nullable Double age, @Nullable Integer intervalMillis) {
        if (age == null || intervalMillis == null) {
            return "waiting";
        }
        double interval = intervalMillis / 1_000.0;
        if (age <= Math.max(5, 3 * interval)) {
            return "live";
        }
        return age <= Math.max(60, 10 * interval) ? "late" : "silent";
    }

    private static Flow flow(ResultSet row) throws SQLException {
        double rows = row.getDouble(1);
        if (row.getArray(2) == null) {
            return new Flow(rows, null, null);
        }
        Double[] percentiles = (Double[]) row.getArray(2).getArray();
        return new Flow(rows, percentiles[0], percentiles[1]);
    }

    private static @Nullable Double number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    /** How much came in the last seconds, and how late. */
    private record Flow(
            double rowsPerSecond,
            @Nullable Double p50,
            @Nullable Double p95) {

        static final Flow NONE = new Flow(0, null, null);
    }
}
