package io.metricspipeline.sink.page;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the charts and the footer ask of PostgreSQL. */
@Component
class PageReader {

    /** {@link Point#SERIES} in SQL. */
    private static final List<String> COLUMNS = List.of(
            "cpu_usage_percent",
            "memory_usage_percent",
            "disk_usage_percent",
            "network_received_bytes_per_second",
            "network_sent_bytes_per_second",
            "cpu_interrupts_per_second",
            "cpu_context_switches_per_second",
            "extract(epoch from stored_at - sampled_at)::double precision * 1000");

    private static final String AS_THEY_ARE =
            "(extract(epoch from sampled_at) * 1000000)::bigint, " + String.join(", ", COLUMNS);
    private static final String MEANS = String.join(
            ", ", COLUMNS.stream().map(column -> "avg(" + column + ")").toList());
    private static final String OF_HOST =
            " from metrics.host_sample where host_id = (select host_id from bi.host where host = :host)";

    private final JdbcClient jdbc;

    PageReader(PageDatabase database) {
        this.jdbc = database.client();
    }

    /** What each host has after its tail, of the last minute at most: who was away for longer starts from the history. */
    Map<String, List<Point>> samplesAfter(List<HostTail> tails) {
        Map<String, List<Point>> samples = new HashMap<>();
        jdbc.sql("select " + AS_THEY_ARE + """
                        , t.host
                        from unnest(?::text[], ?::bigint[]) as t (host, micros)
                        join bi.host h on h.host = t.host
                        cross join lateral (
                            select * from metrics.host_sample
                            where host_id = h.host_id and sampled_at
                                > greatest(now() - interval '1 minute', 'epoch'::timestamptz + t.micros * interval '1 microsecond')) s
                        order by sampled_at
                        """)
                .params(
                        tails.stream().map(HostTail::host).toArray(String[]::new),
                        tails.stream().map(HostTail::upTo).toArray(Long[]::new))
                .query(row -> {
                    samples.computeIfAbsent(row.getString("host"), any -> new ArrayList<>())
                            .add(point(row));
                });
        return samples;
    }

    History history(String host, Range range) {
        int interval = intervalMillis(host);
        long step = range.stepMillis(interval);
        return new History(host, step, Point.SERIES, points(host, range, interval, step));
    }

    List<Relation> relations() {
        return jdbc.sql("""
                        select 'bi.' || c.relname, case when c.relkind = 'v' then 'view' else 'table' end,
                               coalesce(obj_description(c.oid, 'pg_class'), '')
                        from pg_class c
                        where c.relnamespace = 'bi'::regnamespace and c.relkind in ('r', 'p', 'v')
                        order by 1
                        """)
                .query((row, number) -> new Relation(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    private List<Point> points(String host, Range range, int interval, long step) {
        if (range.byMinute()) {
            return minutes(host, range);
        }
        return step == interval ? samples(host, range) : means(host, range, step);
    }

    private List<Point> minutes(String host, Range range) {
        return jdbc.sql("""
                        select extract(epoch from minute)::bigint * 1000000, cpu_percent_avg, memory_percent_avg,
                               disk_percent_avg, net_received_bytes_per_second_avg, net_sent_bytes_per_second_avg,
                               interrupts_per_second_avg, context_switches_per_second_avg, null::double precision
                        from bi.host_minute join bi.host using (host_id)
                        where host = :host and minute > now() - :seconds * interval '1 second'
                        order by minute
                        """)
                .param("host", host)
                .param("seconds", range.length().toSeconds())
                .query((row, number) -> point(row))
                .list();
    }

    private List<Point> samples(String host, Range range) {
        return jdbc.sql("select " + AS_THEY_ARE + OF_HOST
                        + " and sampled_at > now() - :seconds * interval '1 second' order by sampled_at")
                .param("host", host)
                .param("seconds", range.length().toSeconds())
                .query((row, number) -> point(row))
                .list();
    }

    private List<Point> means(String host, Range range, long stepMillis) {
        return jdbc.sql("select (extract(epoch from step) * 1000000)::bigint, " + MEANS
                        + " from (select date_bin(:step * interval '1 millisecond', sampled_at, 'epoch') as step, *"
                        + OF_HOST
                        + " and sampled_at > now() - :seconds * interval '1 second') s group by step order by step")
                .param("host", host)
                .param("seconds", range.length().toSeconds())
                .param("step", stepMillis)
                .query((row, number) -> point(row))
                .list();
    }

    private int intervalMillis(String host) {
        return jdbc.sql("select interval_millis" + OF_HOST + " order by sampled_at desc limit 1")
                .param("host", host)
                .query(Integer.class)
                .optional()
                .orElse(1_000);
    }

    private static Point point(ResultSet row) throws SQLException {
        List<@Nullable Double> values = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            double value = row.getDouble(i + 2);
            values.add(row.wasNull() ? null : value);
        }
        return new Point(row.getLong(1), values);
    }
}
