package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Notes what did not become a row, so that completeness can be shown in SQL. Runs inside the transaction that writes
 * the rows, in the order of the keys: two sinks that write the same never meet in opposite orders.
 */
@Component
class RejectStore {

    private static final int ROWS_PER_BATCH = 500;
    // A topic of producers' timestamps may hold any number of milliseconds; a column may not.
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private static final String INSERT_REJECTED = "insert into metrics.rejected"
            + " (topic_id, partition, record_offset, reason, detail, producer_key, sequence, record_written_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";
    private static final String INSERT_EXPIRED = "insert into metrics.expired (producer_key, sequence, sampled_at)"
            + " values (?, ?, ?) on conflict do nothing";

    private final JdbcTemplate jdbc;

    RejectStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void recordRejected(UUID topicId, List<DecodedRecord> rejected) {
        if (!rejected.isEmpty()) {
            jdbc.batchUpdate(
                    INSERT_REJECTED, byKey(rejected), ROWS_PER_BATCH, (row, record) -> set(row, topicId, record));
        }
    }

    void recordExpired(List<HostSample> expired) {
        jdbc.batchUpdate(INSERT_EXPIRED, expired, ROWS_PER_BATCH, (row, sample) -> {
            row.setLong(1, sample.identity().producerKey());
            row.setLong(2, sample.sequence());
            row.setTimestamp(3, Timestamp.from(sample.sampledAt()));
        });
    }

    private static void set(PreparedStatement row, UUID topicId, DecodedRecord record) throws SQLException {
        Rejection rejection = requireNonNull(record.rejection());
        row.setObject(1, topicId);
        row.setInt(2, record.source().partition());
        row.setLong(3, record.source().offset());
        row.setString(4, rejection.reason().code());
        row.setString(5, rejection.detail());
        row.setObject(6, producerKey(record), Types.BIGINT);
        row.setObject(7, record.sequence(), Types.BIGINT);
        row.setTimestamp(8, new Timestamp(Math.min(record.source().timestamp(), LATEST)));
    }

    private static List<DecodedRecord> byKey(List<DecodedRecord> rejected) {
        return rejected.stream()
                .sorted(Comparator.comparingInt(
                                (DecodedRecord record) -> record.source().partition())
                        .thenComparingLong(record -> record.source().offset()))
                .toList();
    }

    private static @Nullable Long producerKey(DecodedRecord record) {
        return record.identity() == null ? null : record.identity().producerKey();
    }
}
