package io.metricspipeline.sink;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The table {@code metrics.watermark}. Checked and moved inside the transaction that writes the rows, so that it says
 * the truth whatever happens to the database: everything below {@code stored} is here, or accounted for.
 */
@Component
class WatermarkStore {

    private static final Logger log = LoggerFactory.getLogger(WatermarkStore.class);

    // A topic made anew is read from offset 0, and what its retention destroyed is missed. A database that knows
    // nothing of the topic begins where the topic does: what went before is nobody's loss.
    private static final String OPEN =
            "insert into metrics.watermark (topic_id, partition, topic, stored, dead_lettered)"
                    + " select known.topic_id, p.partition, known.topic, s.start, s.start"
                    + " from (select ?::uuid, ?::text) as known (topic_id, topic),"
                    + " unnest(?::int[], ?::bigint[]) as p (partition, beginning),"
                    + " lateral (select case when exists (select from metrics.watermark w"
                    + " where w.topic = known.topic and w.topic_id <> known.topic_id) then 0 else p.beginning end) as s (start)"
                    + " order by p.partition on conflict do nothing";
    private static final String READ =
            "select partition, stored, dead_lettered, skip_from, skip_to from metrics.watermark"
                    + " where topic_id = ? and partition = any(?) order by partition";
    private static final String LOCK = READ + " for update";
    private static final String MOVE = "update metrics.watermark w set stored = greatest(w.stored, p.stored),"
            + " dead_lettered = greatest(w.dead_lettered, p.dead_lettered)"
            + " from unnest(?::int[], ?::bigint[], ?::bigint[]) as p (partition, stored, dead_lettered)"
            + " where w.topic_id = ? and w.partition = p.partition";
    // Outside of the write transaction: the database may have gone back since.
    private static final String DEAD_LETTERED =
            "update metrics.watermark w set dead_lettered = greatest(w.dead_lettered, p.stored)"
                    + " from unnest(?::int[], ?::bigint[]) as p (partition, stored)"
                    + " where w.topic_id = ? and w.partition = p.partition and w.stored >= p.stored";
    private static final String INSERT_UNREAD =
            "insert into metrics.unread (topic_id, partition, from_offset, to_offset, reason)"
                    + " values (?, ?, ?, ?, 'retention') on conflict do nothing";

    private final JdbcTemplate jdbc;
    private final SinkMetrics metrics;

    WatermarkStore(JdbcTemplate jdbc, SinkMetrics metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    /** The watermarks of these partitions, made where there is none. */
    Map<Integer, Watermark> open(UUID topicId, String topic, Map<TopicPartition, Long> beginnings) {
        Map<Integer, Long> partitions = new TreeMap<>();
        beginnings.forEach((partition, beginning) -> partitions.put(partition.partition(), beginning));
        jdbc.update(
                OPEN,
                topicId,
                topic,
                partitions.keySet().toArray(Integer[]::new),
                partitions.values().toArray(Long[]::new));
        return read(READ, topicId, partitions.keySet());
    }

    /** Outside of a write, in one query: throws {@link ReadElsewhere} unless each partition continues what is stored. */
    void check(UUID topicId, Map<Integer, FetchStart> starts) {
        Map<Integer, Watermark> watermarks = read(READ, topicId, starts.keySet());
        starts.forEach((partition, start) -> requireContinued(watermarks, partition, start.offset(), start.skip()));
    }

    /**
     * Locks the watermarks of a poll and throws {@link ReadElsewhere} unless it continues what is stored. Records what
     * Kafka's retention destroyed in between.
     */
    void lockAndCheck(Poll poll) {
        Map<Integer, Watermark> watermarks = read(LOCK, poll.topicId(), poll.partitions());
        for (PolledRange range : poll.ranges()) {
            Watermark watermark = requireContinued(watermarks, range.number(), range.from(), range.skip());
            if (watermark.stored() < range.begin()) {
                recordUnread(poll.topicId(), range, watermark.stored());
            }
        }
    }

    /** The poll is stored. All before it that goes on to Kafka, as a reject or as an event, has; what is unsent of it will. */
    void stored(Poll poll, boolean unsent) {
        jdbc.update(
                MOVE,
                partitions(poll),
                poll.offsets(PolledRange::end),
                poll.offsets(unsent ? PolledRange::from : PolledRange::end),
                poll.topicId());
    }

    /** What goes on to Kafka of a stored poll is there. */
    void deadLettered(Poll poll) {
        jdbc.update(DEAD_LETTERED, partitions(poll), poll.offsets(PolledRange::end), poll.topicId());
    }

    private static Integer[] partitions(Poll poll) {
        return poll.partitions().toArray(Integer[]::new);
    }

    private void recordUnread(UUID topicId, PolledRange range, long stored) {
        jdbc.update(INSERT_UNREAD, topicId, range.number(), stored, range.begin());
        long unread = range.begin() - stored;
        // A failed try would tell it once more at the next one; and no later try finds what this one has committed.
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                log.warn(
                        "Kafka's retention destroyed {} records of {} before they were read",
                        unread,
                        range.partition());
                metrics.unread(unread);
            }
        });
    }

    private Map<Integer, Watermark> read(String query, UUID topicId, Collection<Integer> partitions) {
        Map<Integer, Watermark> watermarks = new TreeMap<>();
        jdbc.query(
                query,
                row -> {
                    watermarks.put(
                            row.getInt(1),
                            new Watermark(row.getLong(2), row.getLong(3), new Skip(row.getLong(4), row.getLong(5))));
                },
                topicId,
                partitions.toArray(Integer[]::new));
        return watermarks;
    }

    private static Watermark requireContinued(
            Map<Integer, Watermark> watermarks, int partition, long from, Skip known) {
        Watermark watermark = watermarks.get(partition);
        if (watermark == null) {
            throw ReadElsewhere.databaseWentBack("partition " + partition + " is unknown to it");
        }
        watermark.requireContinuedBy(partition, from, known);
        return watermark;
    }
}
