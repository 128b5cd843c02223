package io.metricspipeline.sink;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tells which of some samples are rows already. */
final class StoredSamples {

    private static final String FIND =
            "select k.place from unnest(?::bigint[], ?::text[]::timestamptz[], ?::bigint[], ?::bigint[])"
                    + " with ordinality as k (host_id, sampled_at, producer_key, sequence, place)"
                    + " join metrics.host_sample using (host_id, sampled_at, producer_key, sequence)";

    private final JdbcTemplate jdbc;

    StoredSamples(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The places in the list, from 0, of those that are. */
    Set<Integer> among(List<HostSample> samples) {
        List<Integer> places = jdbc.query(
                FIND,
                (row, number) -> row.getInt(1) - 1,
                samples.stream().map(sample -> sample.identity().hostId()).toArray(Long[]::new),
                // Text has an offset; the driver writes an array of Timestamp without.
                samples.stream().map(sample -> sample.sampledAt().toString()).toArray(String[]::new),
                samples.stream().map(sample -> sample.identity().producerKey()).toArray(Long[]::new),
                samples.stream().map(HostSample::sequence).toArray(Long[]::new));
        return new HashSet<>(places);
    }
}
