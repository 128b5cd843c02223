package io.metricspipeline.sink;

import static io.metricspipeline.sink.JsonFields.MAX_LONG;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Before a record is blamed: does PostgreSQL take samples that are surely sound, on the same day and in the same
 * transaction? Tried are the barest and the fullest that the contract allows; neither stays. A new NOT NULL column, a
 * narrowed type or a check that refuses everything shows here at the first record, also when polls bring one at a time.
 */
final class ControlSamples {

    private ControlSamples() {}

    /** Throws what PostgreSQL says when it refuses them; otherwise leaves no trace. */
    static void offer(Connection connection, Instant day) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            SampleRows.copy(connection, "metrics.host_sample", List.of(barest(day), fullest(day)));
        } finally {
            connection.rollback(before);
        }
    }

    // The keys of real names are hashes: neither of these will be one.
    private static HostSample barest(Instant day) {
        return new HostSample(
                identity(0),
                0,
                day,
                1,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static HostSample fullest(Instant day) {
        return new HostSample(
                identity(Long.MAX_VALUE),
                MAX_LONG,
                day,
                Integer.MAX_VALUE,
                day,
                100.0,
                100.0,
                100.0,
                MAX_LONG,
                MAX_LONG,
                MAX_LONG,
                MAX_LONG,
                MAX_LONG,
                Double.MAX_VALUE,
                Double.MAX_VALUE,
                Double.MAX_VALUE,
                Double.MAX_VALUE,
                MAX_LONG,
                MAX_LONG,
                MAX_LONG);
    }

    private static Identity identity(long key) {
        return new Identity("control", new UUID(0, key), key, key);
    }
}
