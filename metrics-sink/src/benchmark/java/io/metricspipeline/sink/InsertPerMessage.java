package io.metricspipeline.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** An INSERT and a COMMIT for each sample. */
final class InsertPerMessage implements Contender.SampleWriter {

    private static final String INSERT = SampleColumns.INSERT + SampleColumns.VALUES + SampleColumns.UNLESS_KNOWN;

    @Override
    public void write(Connection connection, List<HostSample> samples) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (HostSample sample : samples) {
                RewrittenBatch.bind(insert, sample);
                insert.executeUpdate();
                connection.commit();
            }
        }
    }
}
