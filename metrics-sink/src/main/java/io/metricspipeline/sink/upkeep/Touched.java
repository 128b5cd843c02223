package io.metricspipeline.sink.upkeep;

import java.util.Collection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Minutes of hosts that get samples in, rows of {@code metrics.touched} out. Runs inside the transaction that writes the
 * samples, so that no rollup can miss one; the table has no key, so that no sink waits for another one.
 */
@Component
public class Touched {

    private static final String NOTE = "insert into metrics.touched (host_id, minute)"
            + " select host_id, to_timestamp(minute * 60) from unnest(?::bigint[], ?::bigint[]) as t (host_id, minute)";

    private final JdbcTemplate jdbc;

    Touched(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void note(Collection<HostMinute> minutes) {
        if (!minutes.isEmpty()) {
            jdbc.update(
                    NOTE,
                    minutes.stream().map(HostMinute::hostId).toArray(Long[]::new),
                    minutes.stream().map(HostMinute::minute).toArray(Long[]::new));
        }
    }
}
