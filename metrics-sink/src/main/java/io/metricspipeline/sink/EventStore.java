package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decoded events of one topic in, all of them in PostgreSQL in one transaction with their watermark, or an exception and
 * nothing of it. Writing them again changes nothing.
 */
@Component
class EventStore {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final WatermarkStore watermarks;
    private final RejectStore rejects;
    private final Clock clock;
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();

    EventStore(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            WatermarkStore watermarks,
            RejectStore rejects,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.watermarks = watermarks;
        this.rejects = rejects;
        this.clock = clock;
    }

    /**
     * Throws {@link ReadElsewhere} when the poll does not continue what the database has.
     *
     * @param forwards whether the events are still to be sent on
     */
    StoredBatch write(Poll poll, DecodedEvents decoded, boolean forwards) {
        // What PostgreSQL refuses of one topic says nothing of another.
        Breaker breaker = breakers.computeIfAbsent(poll.topic(), topic -> new Breaker(clock, "events of " + topic));
        return requireNonNull(transaction.execute(status -> {
            watermarks.lockAndCheck(poll);
            StoredBatch stored = requireNonNull(jdbc.execute((ConnectionCallback<StoredBatch>) connection -> {
                EventRows rows = new EventRows(connection, poll, breaker);
                int events = rows.write(decoded.events());
                return outcome(decoded, events, rows.refused(), forwards);
            }));
            rejects.recordRejected(poll.topicId(), stored.rejected());
            watermarks.stored(poll, stored.goesOn());
            return stored;
        }));
    }

    private static StoredBatch outcome(
            DecodedEvents decoded, int stored, List<DecodedRecord> refused, boolean forwards) {
        List<DecodedRecord> rejected = new ArrayList<>(decoded.rejected());
        rejected.addAll(refused);
        int duplicates = decoded.events().size() - stored - refused.size();
        return new StoredBatch(decoded.size(), stored, duplicates, 0, rejected, List.of(), forwards);
    }
}
