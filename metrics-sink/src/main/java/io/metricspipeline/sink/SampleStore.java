package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import io.metricspipeline.sink.StagedSamples.Refused;
import io.metricspipeline.sink.upkeep.Partitions;
import io.metricspipeline.sink.upkeep.Touched;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A decoded batch in, all of it in PostgreSQL in one transaction, or an exception and nothing of it. Writing a batch
 * again changes nothing. Optimistic: COPY straight into the table; only a batch that COPY refuses, because a key is taken
 * or a row is bad, is written the careful way, and so are the next ones until a batch brings no duplicate.
 */
@Component
class SampleStore {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Partitions partitions;
    private final WatermarkStore watermarks;
    private final ProducerStore producers;
    private final RejectStore rejects;
    private final Touched touched;
    private final Breaker breaker;
    private final Duration rawRetention;
    // Of each consumer: one that reads again what is stored must not make the others stage what is new.
    private final ThreadLocal<Boolean> careful = ThreadLocal.withInitial(() -> false);

    SampleStore(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            Partitions partitions,
            WatermarkStore watermarks,
            ProducerStore producers,
            RejectStore rejects,
            Touched touched,
            Breaker breaker,
            SinkProperties properties) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.partitions = partitions;
        this.watermarks = watermarks;
        this.producers = producers;
        this.rejects = rejects;
        this.touched = touched;
        this.breaker = breaker;
        this.rawRetention = properties.rawRetention();
    }

    /** Throws {@link ReadElsewhere} when the poll does not continue what the database has. */
    StoredBatch write(Poll poll, List<DecodedRecord> decoded) {
        try {
            SampleBatch batch = SampleBatch.of(decoded, oldestKept());
            partitions.ensure(batch.days());
            return careful.get() ? writeCarefully(poll, batch) : writeOptimistically(poll, batch);
        } catch (RuntimeException failed) {
            partitions.forget();
            producers.forget();
            throw failed;
        }
    }

    private StoredBatch writeOptimistically(Poll poll, SampleBatch batch) {
        try {
            return inTransaction(poll, batch, this::copy);
        } catch (CopyRefused refused) {
            careful.set(true);
            return writeCarefully(poll, batch);
        }
    }

    private StoredBatch writeCarefully(Poll poll, SampleBatch batch) {
        StoredBatch stored = inTransaction(poll, batch, this::stage);
        careful.set(stored.duplicates() > 0);
        return stored;
    }

    private StoredBatch inTransaction(Poll poll, SampleBatch batch, SampleWriter writer) {
        return requireNonNull(transaction.execute(status -> {
            watermarks.lockAndCheck(poll);
            producers.register(batch.statements());
            Written written = requireNonNull(jdbc.execute(
                    (ConnectionCallback<Written>) connection -> writer.write(connection, batch.samples())));
            touched.note(batch.minutesTouched(written.stored()));
            StoredBatch stored = batch.outcome(written.stored(), written.refused());
            producers.record(batch.statements());
            rejects.recordExpired(batch.expired());
            rejects.recordRejected(poll.topicId(), stored.rejected());
            watermarks.stored(poll, stored.goesOn());
            return stored;
        }));
    }

    private Written copy(Connection connection, List<HostSample> samples) throws SQLException {
        try {
            int stored = samples.isEmpty() ? 0 : SampleRows.copy(connection, "metrics.host_sample", samples);
            if (stored > 0) {
                breaker.tried(true);
            }
            return new Written(stored, List.of());
        } catch (SQLException failure) {
            // Only a failure of this statement says anything about the samples.
            if (SqlFault.of(failure) == SqlFault.RECORD) {
                throw new CopyRefused();
            }
            throw failure;
        }
    }

    private Written stage(Connection connection, List<HostSample> samples) throws SQLException {
        StagedSamples staged = new StagedSamples(connection, breaker);
        staged.write(samples);
        return new Written(staged.stored(), staged.refused());
    }

    /** The database's clock decides what is too old: the sink's own may be wrong. */
    private Instant oldestKept() {
        OffsetDateTime now = requireNonNull(jdbc.queryForObject("select now()", OffsetDateTime.class));
        return now.toInstant().minus(rawRetention);
    }

    private interface SampleWriter {
        Written write(Connection connection, List<HostSample> samples) throws SQLException;
    }

    private record Written(int stored, List<Refused> refused) {}

    /** The key of a sample is taken, or a row is bad: the whole COPY is undone. */
    private static final class CopyRefused extends RuntimeException {}
}
