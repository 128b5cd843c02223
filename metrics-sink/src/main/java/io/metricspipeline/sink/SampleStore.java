package io.metricspipeline.sink;

import io.metricspipeline.sink.StagedSamples.Refused;
import io.metricspipeline.sink.upkeep.Partitions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
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
    private final ProducerStore producers;
    private final RejectStore rejects;
    private final Breaker breaker;
    private final Duration rawRetention;
    private volatile boolean careful;

    SampleStore(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            Partitions partitions,
            ProducerStore producers,
            RejectStore rejects,
            Breaker breaker,
            SinkProperties properties) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.partitions = partitions;
        this.producers = producers;
        this.rejects = rejects;
        this.breaker = breaker;
        this.rawRetention = properties.rawRetention();
    }

    StoredBatch write(List<DecodedRecord> batch) {
        try {
            Sorted sorted = sort(batch);
            partitions.ensure(sorted.days());
            return careful ? writeCarefully(sorted) : writeOptimistically(sorted);
        } catch (RuntimeException failed) {
            partitions.forget();
            producers.forget();
            throw failed;
        }
    }

    private StoredBatch writeOptimistically(Sorted batch) {
        try {
            return inTransaction(batch, this::copy);
        } catch (CopyRefused refused) {
            careful = true;
            return writeCarefully(batch);
        }
    }

    private StoredBatch writeCarefully(Sorted batch) {
        StoredBatch stored = inTransaction(batch, this::stage);
        careful = stored.duplicates() > 0;
        return stored;
    }

    private StoredBatch inTransaction(Sorted batch, SampleWriter writer) {
        return Objects.requireNonNull(transaction.execute(status -> {
            producers.register(batch.statements());
            Written written = Objects.requireNonNull(jdbc.execute(
                    (ConnectionCallback<Written>) connection -> writer.write(connection, batch.samples())));
            StoredBatch stored = batch.outcome(written);
            producers.record(batch.statements());
            rejects.recordExpired(batch.expired());
            rejects.recordRejected(stored.rejected());
            return stored;
        }));
    }

    private Written copy(Connection connection, List<HostSample> samples) throws SQLException {
        try {
            return new Written(
                    samples.isEmpty() ? 0 : SampleRows.copy(connection, "metrics.host_sample", samples), List.of());
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

    /** Valid samples by key, without those that the retention would drop at once. The database's clock decides. */
    private Sorted sort(List<DecodedRecord> batch) {
        OffsetDateTime now = Objects.requireNonNull(jdbc.queryForObject("select now()", OffsetDateTime.class));
        Instant oldestKept = now.toInstant().minus(rawRetention);
        List<HostSample> samples = new ArrayList<>();
        List<HostSample> expired = new ArrayList<>();
        for (DecodedRecord record : batch) {
            HostSample sample = record.sample();
            if (sample != null) {
                (sample.sampledAt().isBefore(oldestKept) ? expired : samples).add(sample);
            }
        }
        samples.sort(SampleRows.BY_KEY);
        expired.sort(SampleRows.BY_KEY);
        return new Sorted(batch, samples, expired);
    }

    private interface SampleWriter {
        Written write(Connection connection, List<HostSample> samples) throws SQLException;
    }

    private record Written(int stored, List<Refused> refused) {}

    /** The key of a sample is taken, or a row is bad: the whole COPY is undone. */
    private static final class CopyRefused extends RuntimeException {}

    private record Sorted(List<DecodedRecord> batch, List<HostSample> samples, List<HostSample> expired) {

        List<LocalDate> days() {
            return samples.stream()
                    .map(sample -> LocalDate.ofInstant(sample.sampledAt(), ZoneOffset.UTC))
                    .distinct()
                    .toList();
        }

        List<ProducerStatement> statements() {
            return batch.stream()
                    .map(DecodedRecord::statement)
                    .filter(Objects::nonNull)
                    .toList();
        }

        StoredBatch outcome(Written written) {
            IdentityHashMap<HostSample, Rejection> refused = new IdentityHashMap<>();
            written.refused()
                    .forEach(row -> refused.put(row.sample(), new Rejection(RejectReason.DATABASE, row.detail())));
            List<DecodedRecord> rejected = batch.stream()
                    .map(record -> refused.containsKey(record.sample())
                            ? record.rejected(refused.get(record.sample()))
                            : record)
                    .filter(record -> record.rejection() != null)
                    .toList();
            int duplicates = samples.size() - written.stored() - refused.size();
            List<HostSample> fresh = duplicates == 0 && refused.isEmpty() ? samples : List.of();
            return new StoredBatch(batch.size(), written.stored(), duplicates, expired.size(), rejected, fresh);
        }
    }
}
