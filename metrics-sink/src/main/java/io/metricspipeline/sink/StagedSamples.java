package io.metricspipeline.sink;

import io.metricspipeline.sink.Breaker.DatabaseRefusesRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The careful way to write samples, for a batch that COPY refused: through a temporary table and ON CONFLICT DO NOTHING,
 * halving the batch down to the single rows that PostgreSQL refuses. Those are handed back, once it is shown that sound
 * ones are taken; all others are stored.
 */
final class StagedSamples {

    // Made from our own columns, not LIKE host_sample: a newer schema may have columns that this sink does not know.
    private static final String CREATE = "create temporary table if not exists staged_sample (place serial, "
            + SampleRows.COLUMN_DEFINITIONS + ") on commit delete rows";
    private static final String RESTART = "truncate staged_sample restart identity";
    private static final String INSERT = "insert into metrics.host_sample (" + SampleRows.COLUMN_NAMES + ") select "
            + SampleRows.COLUMN_NAMES + " from pg_temp.staged_sample where place > ? and place <= ? order by place"
            // The key by its columns: a collision with any other unique index must not pass as a duplicate.
            + " on conflict (host_id, sampled_at, producer_key, sequence) do nothing";

    private final Connection connection;
    private final Breaker breaker;
    private final List<Refused> refused = new ArrayList<>();
    private int stored;

    StagedSamples(Connection connection, Breaker breaker) {
        this.connection = connection;
        this.breaker = breaker;
    }

    /** Stores what PostgreSQL takes of these samples, which stand in order of their key. */
    void write(List<HostSample> samples) throws SQLException {
        if (samples.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
            statement.execute(RESTART);
        }
        SampleRows.copy(connection, "pg_temp.staged_sample", samples);
        Bisection bisection = new Bisection(
                connection,
                "metrics.host_sample",
                this::insertPlaces,
                (place, failure) -> blame(samples.get(place), failure));
        bisection.write(samples.size());
        stored = bisection.stored();
        breaker.tried(bisection.accepted());
    }

    int stored() {
        return stored;
    }

    List<Refused> refused() {
        return refused;
    }

    private void blame(HostSample sample, SQLException failure) throws SQLException {
        try {
            ControlSamples.offer(connection, sample.sampledAt());
        } catch (SQLException soundOnesToo) {
            if (SqlFault.of(soundOnesToo) != SqlFault.RECORD) {
                throw soundOnesToo;
            }
            throw new DatabaseRefusesRows("samples", "even a sound one", SqlFault.describe(soundOnesToo));
        }
        breaker.refused(List.of(sample.identity().producerKey(), sample.sequence()), failure);
        refused.add(new Refused(sample, SqlFault.describe(failure)));
    }

    private int insertPlaces(int from, int to) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, from);
            insert.setInt(2, to);
            return insert.executeUpdate();
        }
    }

    /** A sample that PostgreSQL refused on its own, and what it said. */
    record Refused(HostSample sample, String detail) {}
}
