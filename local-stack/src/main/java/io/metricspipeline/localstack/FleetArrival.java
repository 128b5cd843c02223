package io.metricspipeline.localstack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Locale;
import javax.sql.DataSource;

/** How many of the simulated hosts have a row of this run. Once all of them have, nobody is asked any more. */
final class FleetArrival {
    static final String PREFIX = "fleet-";
    /** As PostgreSQL matches it. */
    static final String NAME = "^" + PREFIX + "[0-9]+$";

    private final DataSource dataSource;
    private final int hosts;
    private final Instant begun = Instant.now();
    private long arrived;

    FleetArrival(DataSource dataSource, int hosts) {
        this.dataSource = dataSource;
        this.hosts = hosts;
    }

    /** False when there is nothing new to tell. */
    boolean advances() throws SQLException {
        long before = arrived;
        if (arrived < hosts) {
            arrived = count();
        }
        return arrived > before;
    }

    /** Nothing without a fleet. */
    String text() {
        return hosts == 0 ? "" : String.format(Locale.ROOT, "%,d of %,d simulated hosts have arrived", arrived, hosts);
    }

    private long count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from bi.sample_newest where host ~ ? and sampled_at > ?")) {
            statement.setString(1, NAME);
            statement.setTimestamp(2, Timestamp.from(begun));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
