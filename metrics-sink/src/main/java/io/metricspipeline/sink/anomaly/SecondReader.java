package io.metricspipeline.sink.anomaly;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Samples in, one-second values out: of each host the oldest that no turn has judged, once they are so old that their samples
 * have come; up to five minutes of 200 hosts at a time. Inside the transaction of a turn, as {@link AnomalyStore}.
 */
@Component
class SecondReader {

    /** A rate that no network has would not fit into a mean, nor its variance into a number. LEAST passes over nulls. */
    private static final String UNJUDGED = """
            with due as (
                select h.host_id, date_trunc('second', first.sampled_at) as from_at
                from bi.host h
                left join metrics.watched w using (host_id)
                cross join lateral (
                    select s.sampled_at from metrics.host_sample s
                    where s.host_id = h.host_id and s.sampled_at >= now() - ?::interval
                      and s.sampled_at >= coalesce(w.judged_until, '-infinity')
                      and s.sampled_at < date_trunc('second', now() - interval '5 seconds')
                    order by s.sampled_at limit 1) as first
                order by 2 limit 200)
            select d.host_id, s.*
            from due d
            cross join lateral (
                select extract(epoch from date_trunc('second', h.sampled_at))::bigint as at,
                       extract(epoch from min(h.sampled_at))::double precision as first_at,
                       max(h.interval_millis) as interval_millis,
                       avg(h.cpu_usage_percent) as cpu_percent,
                       avg(h.memory_usage_percent) as memory_percent,
                       avg(h.disk_usage_percent) as disk_percent,
                       avg(least(h.network_received_bytes_per_second, 1e100))
                           filter (where h.network_received_bytes_per_second is not null) as net_received_bytes_per_second,
                       avg(least(h.network_sent_bytes_per_second, 1e100))
                           filter (where h.network_sent_bytes_per_second is not null) as net_sent_bytes_per_second,
                       avg(least(h.cpu_interrupts_per_second, 1e100))
                           filter (where h.cpu_interrupts_per_second is not null) as interrupts_per_second,
                       avg(least(h.cpu_context_switches_per_second, 1e100))
                           filter (where h.cpu_context_switches_per_second is not null) as context_switches_per_second
                from metrics.host_sample h
                where h.host_id = d.host_id and h.sampled_at >= d.from_at
                  and h.sampled_at < least(d.from_at + interval '5 minutes', date_trunc('second', now() - interval '5 seconds'))
                group by 1) as s
            order by d.host_id, s.at
            """;

    /** In milliseconds. What stands for longer would alone be most of fifteen seconds. */
    private static final int LONGEST_INTERVAL = 5_000;

    private final JdbcTemplate jdbc;

    SecondReader(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** By host and time; none when all are judged. */
    List<Second> next(Duration lookBack) {
        return jdbc.query(UNJUDGED, (row, number) -> second(row), lookBack.toString());
    }

    double lagSeconds(List<Second> judged) {
        long oldest = judged.stream().mapToLong(Second::at).min().orElseThrow();
        Double lag = jdbc.queryForObject(
                "select extract(epoch from now())::double precision - ?", Double.class, (double) oldest);
        return lag == null ? 0 : lag;
    }

    private static Second second(ResultSet row) throws SQLException {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            double value = row.getDouble(metric.column());
            if (!row.wasNull()) {
                values.put(metric, value);
            }
        }
        long at = row.getLong("at");
        int interval = row.getInt("interval_millis");
        long from = interval > LONGEST_INTERVAL
                ? at
                : (long) Math.ceil(row.getDouble("first_at") - interval / 1_000.0 - 0.5);
        return new Second(row.getLong("host_id"), Math.min(from, at), at, values);
    }
}
