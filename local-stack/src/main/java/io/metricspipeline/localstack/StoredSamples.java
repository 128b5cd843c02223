package io.metricspipeline.localstack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** What the database says: rows of metrics.host_sample as keys and facts, what else became of samples, and the gaps that it sees. */
final class StoredSamples {
    private static final String ROWS = """
        select p.producer_id, h.host, s.*
        from metrics.host_sample s
        join metrics.producer p using (producer_key)
        join bi.host h on h.host_id = s.host_id
        """;
    private static final String RANGES = """
        with range as (select * from unnest(?::uuid[], ?::bigint[], ?::bigint[]) as r (producer_id, first, last))
        """;
    private static final String ROWS_IN_RANGES = RANGES + """
        select p.producer_id, h.host, s.*
        from range join metrics.producer p using (producer_id)
        join bi.host h on h.host_id = p.host_id
        join metrics.host_sample s on s.host_id = p.host_id and s.producer_key = p.producer_key
         and s.sequence between first and last
        """;
    private static final String KEYS_IN_RANGES = RANGES + """
        select k.*, p.producer_id
        from range join metrics.producer p using (producer_id)
        join metrics.%s k on k.producer_key = p.producer_key and k.sequence between first and last
        """;
    private static final String REJECTED = KEYS_IN_RANGES.formatted("rejected");
    private static final String EXPIRED = KEYS_IN_RANGES.formatted("expired");
    private static final String LOSSES = RANGES + """
        select p.producer_id, l.from_sequence, l.to_sequence
        from range join metrics.producer p using (producer_id)
        join metrics.loss l on l.producer_key = p.producer_key
         and l.from_sequence <= last and l.to_sequence >= first
        """;
    private static final String GAPS = RANGES + """
        select range.producer_id, g.from_sequence, g.to_sequence from range
        cross join lateral (select * from bi.sample_gap where producer_id = range.producer_id::text) as g
        """;
    private static final String UNREAD = "select topic_id, partition, from_offset, to_offset from metrics.unread";
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

    /** Of these ranges only; unlike the others it tells the caller when the database does not answer. */
    static Observed observe(DataSource dataSource, List<SequenceRange> ranges, Set<SampleKey> deadLettered)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        Map<SampleKey, Set<String>> rejected = new HashMap<>();
        Set<SampleKey> expired = new HashSet<>();
        List<SequenceRange> losses = new ArrayList<>();
        List<SequenceRange> gaps = new ArrayList<>();
        Set<UnreadOffsets> unread = new HashSet<>();
        select(dataSource, ROWS_IN_RANGES, row -> rows.add(new Row(key(row), facts(row))), ranges);
        select(dataSource, REJECTED, row -> addReject(row, rejected), ranges);
        select(dataSource, EXPIRED, row -> expired.add(key(row)), ranges);
        select(dataSource, LOSSES, row -> losses.add(range(row)), ranges);
        select(dataSource, GAPS, row -> gaps.add(range(row)), ranges);
        select(dataSource, UNREAD, row -> unread.add(unread(row)));
        return new Observed(rows, rejected, expired, losses, gaps, unread, deadLettered);
    }

    private static void addReject(ResultSet row, Map<SampleKey, Set<String>> rejected) throws SQLException {
        rejected.computeIfAbsent(key(row), key -> new HashSet<>()).add(row.getString("reason"));
    }

    private static UnreadOffsets unread(ResultSet row) throws SQLException {
        return new UnreadOffsets(row.getObject(1, UUID.class), row.getInt(2), row.getLong(3), row.getLong(4));
    }

    private static SequenceRange range(ResultSet row) throws SQLException {
        return new SequenceRange(
                row.getObject("producer_id", UUID.class), row.getLong("from_sequence"), row.getLong("to_sequence"));
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
                PreparedStatement statement = connection.prepareStatement(query)) {
            read(statement, reader);
        }
    }

    private static void select(DataSource dataSource, String query, RowReader reader, List<SequenceRange> ranges)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            Object[] producers = ranges.stream().map(SequenceRange::producerId).toArray();
            Object[] first = ranges.stream().map(SequenceRange::from).toArray();
            Object[] last = ranges.stream().map(SequenceRange::to).toArray();
            statement.setArray(1, connection.createArrayOf("uuid", producers));
            statement.setArray(2, connection.createArrayOf("bigint", first));
            statement.setArray(3, connection.createArrayOf("bigint", last));
            read(statement, reader);
        }
    }

    private static void read(PreparedStatement statement, RowReader reader) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
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
