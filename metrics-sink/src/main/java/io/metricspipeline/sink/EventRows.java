package io.metricspipeline.sink;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;

import io.metricspipeline.sink.Breaker.DatabaseRefusesRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes events into {@code metrics.event}, those that are there already without effect. Hands back the rows that PostgreSQL
 * refuses, once it is shown that it takes a sound one.
 */
final class EventRows {

    /** By key. Two sinks that write the same rows in different orders deadlock. */
    private static final Comparator<JsonEvent> BY_KEY =
            comparing(JsonEvent::eventId, nullsLast(naturalOrder())).thenComparing(JsonEvent::origin, Origin.ORDER);

    // Times are sent as text with their offset: the driver writes an array of Timestamp in local time without one, and
    // the hour that autumn repeats would be ambiguous. Either key makes a duplicate: the event's own, or its origin.
    private static final String INSERT = "insert into metrics.event"
            + " (topic, topic_id, event_id, key, event_time, received_at, partition, record_offset, payload)"
            + " select ?, e.topic_id::uuid, e.event_id, e.key, e.event_time::timestamptz, e.received_at::timestamptz, e.partition, e.record_offset, e.payload::jsonb"
            + " from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::text[])"
            + " as e (topic_id, event_id, key, event_time, received_at, partition, record_offset, payload) on conflict do nothing";

    // Kafka's clock may be any number of milliseconds, none (-1) among them; a column may not.
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private final Connection connection;
    private final Poll poll;
    private final Breaker breaker;
    private final List<DecodedRecord> refused = new ArrayList<>();

    EventRows(Connection connection, Poll poll, Breaker breaker) {
        this.connection = connection;
        this.poll = poll;
        this.breaker = breaker;
    }

    static Instant receivedAt(ConsumerRecord<?, ?> record) {
        return Instant.ofEpochMilli(Math.max(0, Math.min(record.timestamp(), LATEST)));
    }

    /** Tells how many became a row. */
    int write(List<JsonEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return 0;
        }
        List<JsonEvent> sorted = events.stream().sorted(BY_KEY).toList();
        Bisection bisection = new Bisection(
                connection,
                "metrics.event",
                (from, to) -> insert(sorted.subList(from, to)),
                (place, failure) -> blame(sorted.get(place), failure));
        bisection.write(sorted.size());
        breaker.tried(bisection.accepted());
        return bisection.stored();
    }

    List<DecodedRecord> refused() {
        return refused;
    }

    private void blame(JsonEvent event, SQLException failure) throws SQLException {
        offerSound();
        breaker.refused(event.source().partition() + "/" + event.source().offset(), failure);
        refused.add(DecodedRecord.of(event.source())
                .rejected(new Rejection(RejectReason.DATABASE, SqlFault.describe(failure))));
    }

    /** Does PostgreSQL take an event that is surely sound? It does not stay. */
    private void offerSound() throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            ConsumerRecord<byte[], byte[]> place = new ConsumerRecord<>(poll.topic(), 0, 0, null, null);
            Origin nowhere = new Origin(new UUID(0, 0), 0, 0);
            insert(List.of(
                    new JsonEvent(place, nowhere, "control", "control", Instant.EPOCH, "{\"event_id\":\"control\"}")));
        } catch (SQLException soundOnesToo) {
            if (SqlFault.of(soundOnesToo) != SqlFault.RECORD) {
                throw soundOnesToo;
            }
            throw new DatabaseRefusesRows("events", "even a sound one", SqlFault.describe(soundOnesToo));
        } finally {
            connection.rollback(before);
        }
    }

    private int insert(List<JsonEvent> events) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, poll.topic());
            insert.setObject(
                    2,
                    events.stream()
                            .map(event -> event.origin().topicId().toString())
                            .toArray(String[]::new));
            insert.setObject(3, events.stream().map(JsonEvent::eventId).toArray(String[]::new));
            insert.setObject(4, events.stream().map(JsonEvent::key).toArray(String[]::new));
            insert.setObject(
                    5, events.stream().map(event -> event.time().toString()).toArray(String[]::new));
            insert.setObject(
                    6,
                    events.stream()
                            .map(event -> receivedAt(event.source()).toString())
                            .toArray(String[]::new));
            insert.setObject(
                    7, events.stream().map(event -> event.origin().partition()).toArray(Integer[]::new));
            insert.setObject(
                    8, events.stream().map(event -> event.origin().offset()).toArray(Long[]::new));
            insert.setObject(9, events.stream().map(JsonEvent::payload).toArray(String[]::new));
            return insert.executeUpdate();
        }
    }
}
