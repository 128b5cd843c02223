package io.metricspipeline.sink;

import io.metricspipeline.sink.SampleColumns.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A JDBC batch, which the driver rewrites to INSERTs of many rows (the sink's connection settings ask for it). */
final class RewrittenBatch implements Contender.SampleWriter {

    private static final String INSERT = SampleColumns.INSERT + SampleColumns.VALUES + SampleColumns.UNLESS_KNOWN;

    @Override
    public void write(Connection connection, List<HostSample> samples) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (HostSample sample : samples) {
                bind(insert, sample);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static void bind(PreparedStatement insert, HostSample sample) throws SQLException {
        int place = 1;
        for (Column column : SampleColumns.ALL) {
            Object value = column.value().apply(sample);
            if (value instanceof Long number) {
                insert.setLong(place, number);
            } else if (value instanceof Double number) {
                insert.setDouble(place, number);
            } else if (value instanceof Integer number) {
                insert.setInt(place, number);
            } else if (value instanceof Instant time) {
                insert.setObject(place, time.atOffset(ZoneOffset.UTC));
            } else {
                insert.setNull(place, nullType(column));
            }
            place++;
        }
    }

    private static int nullType(Column column) {
        return switch (column.type()) {
            case "float8" -> Types.DOUBLE;
            case "timestamptz" -> Types.TIMESTAMP_WITH_TIMEZONE;
            default -> Types.BIGINT;
        };
    }
}
