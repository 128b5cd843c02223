package io.metricspipeline.sink;

import io.metricspipeline.sink.SampleColumns.Column;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One INSERT for a whole poll, an array for each column, all of them binary: times travel as microseconds. */
final class UnnestedArrays implements Contender.SampleWriter {

    private static final String INSERT = SampleColumns.INSERT
            + "select " + SampleColumns.joined(UnnestedArrays::selected)
            + " from unnest(" + SampleColumns.joined(column -> "?") + ")"
            + " as sample (" + SampleColumns.joined(Column::name) + ")"
            + SampleColumns.UNLESS_KNOWN;

    @Override
    public void write(Connection connection, List<HostSample> samples) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            int place = 1;
            for (Column column : SampleColumns.ALL) {
                insert.setArray(place++, array(connection, column, samples));
            }
            insert.executeUpdate();
        }
    }

    private static String selected(Column column) {
        return isTime(column) ? "timestamptz 'epoch' + " + column.name() + " * interval '1 us'" : column.name();
    }

    // Of the exact types: an Object[] would travel as text.
    private static Array array(Connection connection, Column column, List<HostSample> samples) throws SQLException {
        return switch (column.type()) {
            case "float8" -> connection.createArrayOf("float8", values(column, samples, new Double[samples.size()]));
            case "int4" -> connection.createArrayOf("int4", values(column, samples, new Integer[samples.size()]));
            default -> connection.createArrayOf("int8", values(column, samples, new Long[samples.size()]));
        };
    }

    private static Object[] values(Column column, List<HostSample> samples, Object[] values) {
        for (int i = 0; i < values.length; i++) {
            Object value = column.value().apply(samples.get(i));
            values[i] = value instanceof Instant time ? (Object) ChronoUnit.MICROS.between(Instant.EPOCH, time) : value;
        }
        return values;
    }

    private static boolean isTime(Column column) {
        return column.type().equals("timestamptz");
    }
}
