package io.metricspipeline.sink.page;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was unusual about a host, for its charts. */
@Component
class AnomalyReader {

    /** The charts' name of each column of {@code bi.sample}. */
    private static final Map<String, String> SERIES = Map.of(
            "cpu_percent", "cpu",
            "memory_percent", "memory",
            "disk_percent", "disk",
            "net_received_bytes_per_second", "received",
            "net_sent_bytes_per_second", "sent",
            "interrupts_per_second", "interrupts",
            "context_switches_per_second", "switches");

    private final JdbcClient jdbc;

    AnomalyReader(PageDatabase database) {
        this.jdbc = database.client();
    }

    /** Those of which any part lies in the range, the newest first; as many as anybody reads. */
    List<Unusual> unusual(String host, Range range) {
        return jdbc.sql("""
                        select metric, started_at, case when is_over then lasted_until end, reason
                        from metrics.anomaly
                        where host_id = (select host_id from bi.host where host = :host)
                          and (not is_over or lasted_until > now() - :seconds * interval '1 second')
                        order by started_at desc limit 100
                        """)
                .param("host", host)
                .param("seconds", range.length().toSeconds())
                .query((row, number) -> unusual(row))
                .list();
    }

    private static Unusual unusual(ResultSet row) throws SQLException {
        String metric = row.getString(1);
        Timestamp end = row.getTimestamp(3);
        return new Unusual(
                SERIES.getOrDefault(metric, metric),
                row.getTimestamp(2).getTime(),
                end == null ? null : end.getTime(),
                row.getString(4));
    }
}
