package io.metricspipeline.localstack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** What the database says: rows of metrics.host_sample as keys and facts, and the gaps that it sees itself. */
final class StoredSamples {
    private static final String ROWS = """
            select p.producer_id, h.host, s.*
            from metrics.host_sample s
            join metrics.producer p using (producer_key)
            join bi.host h on h.host_id = s.host_id
            """;
    // The keys, the database's own doing, and the identity.
    private static final Set<String> NO_FACTS =
            Set.of("host_id", "producer_key", "producer_id", "sequence", "stored_at");

    private StoredSamples() {}

    static Set<SampleKey> keys(DataSource dataSource) throws SQLException {
        Set<SampleKey> keys = new HashSet<>();
        select(dataSource, ROWS, row -> keys.add(key(row)));
        return keys;
    }

    static List<Row> rows(DataSource dataSource) {
        List<Row> rows = new ArrayList<>();
        try {
            select(dataSource, ROWS, row -> rows.add(new Row(key(row), facts(row))));
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return rows;
    }

    static List<String> gaps(DataSource dataSource) {
        List<String> gaps = new ArrayList<>();
        try {
            select(
                    dataSource,
                    "select * from bi.sample_gap",
                    row -> gaps.add(facts(row).toString()));
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return gaps;
    }

    private static SampleKey key(ResultSet row) throws SQLException {
        return new SampleKey(row.getObject("producer_id", UUID.class), row.getLong("sequence"));
    }

    private static Map<String, Object> facts(ResultSet row) throws SQLException {
        Map<String, Object> facts = new TreeMap<>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            String name = row.getMetaData().getColumnName(column);
            Object value = row.getObject(column);
            if (value != null && !NO_FACTS.contains(name)) {
                facts.put(name, fact(value));
            }
        }
        return facts;
    }

    private static Object fact(Object value) {
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        return value instanceof Integer number ? (Object) number.longValue() : value;
    }

    private static void select(DataSource dataSource, String query, RowReader reader) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                reader.read(row);
            }
        }
    }

    /** One row: its identity, and every other column that is not null. */
    record Row(SampleKey key, Map<String, Object> facts) {}

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
