package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ListenerContainerPartitionIdleEvent;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.stereotype.Component;

/**
 * Where the consumer reads. Of each partition it remembers where the fetch began, which the database must have reached
 * when the records are written; otherwise the consumer is sent to the lower of what Kafka has committed and what the
 * database has. A partition that was just assigned is unknown, so its first poll is dropped and read again from there.
 * Called by the consumer's thread alone.
 */
@Component
class Positions implements ConsumerAwareRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(Positions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WatermarkStore watermarks;
    private final Topics topics;
    private final ListenerHealth health;
    private final SinkMetrics metrics;
    // Of several consumers, when the listener's concurrency is raised.
    private final Map<TopicPartition, FetchStart> fetchStarts = new ConcurrentHashMap<>();

    Positions(WatermarkStore watermarks, Topics topics, ListenerHealth health, SinkMetrics metrics) {
        this.watermarks = watermarks;
        this.topics = topics;
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        fetchStarts.keySet().removeAll(partitions);
        health.joined();
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        fetchStarts.keySet().removeAll(partitions);
    }

    /** The offsets of these records; throws {@link ReadElsewhere} when they do not follow what was read before. */
    Poll expect(ConsumerRecords<?, ?> records, Consumer<?, ?> consumer) {
        UUID topicId = fetchStart(records.partitions().iterator().next()).topicId();
        return new Poll(
                topicId,
                records.partitions().stream()
                        .map(partition -> range(partition, records, consumer))
                        .toList());
    }

    /** All of the poll is done. */
    void finished(Poll poll, StoredBatch batch) {
        if (!batch.rejected().isEmpty()) {
            watermarks.deadLettered(poll);
        }
        for (PolledRange range : poll.ranges()) {
            fetchStarts.put(range.partition(), new FetchStart(poll.topicId(), range.end()));
        }
        if (!poll.topicId().equals(topics.sampleTopicId())) {
            fetchStarts.values().removeIf(start -> start.topicId().equals(poll.topicId()));
        }
    }

    /** Sends the consumer to where each of its partitions is to be read on, whatever it has fetched already. */
    void seek(Consumer<?, ?> consumer, ReadElsewhere why) {
        if (why.databaseWentBack()) {
            log.warn("{}; reading again what it lacks", why.getMessage());
            metrics.databaseWentBack();
        }
        Set<TopicPartition> partitions = consumer.assignment();
        fetchStarts.keySet().removeAll(partitions);
        UUID topicId = topics.sampleTopicId();
        Map<TopicPartition, Long> starts = starts(topicId, partitions, consumer);
        starts.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            fetchStarts.put(partition, new FetchStart(topicId, offset));
        });
        log.info("{}; reading on from {}", why.getMessage(), starts);
    }

    /** Every ten seconds without a record: a database may go back, or a topic be replaced, while nothing flows. */
    @EventListener
    void onIdle(ListenerContainerPartitionIdleEvent idle) {
        try {
            checkOrSeek(idle.getTopicPartition(), idle.getConsumer());
        } catch (RuntimeException notNow) {
            log.debug("Cannot check an idle partition", notNow);
        }
    }

    private void checkOrSeek(TopicPartition partition, Consumer<?, ?> consumer) {
        try {
            FetchStart start = fetchStart(partition);
            if (!start.topicId().equals(topics.sampleTopicId())) {
                throw ReadElsewhere.because("The topic was replaced");
            }
            watermarks.check(start.topicId(), partition.partition(), start.offset());
        } catch (ReadElsewhere elsewhere) {
            seek(consumer, elsewhere);
        }
    }

    private FetchStart fetchStart(TopicPartition partition) {
        FetchStart start = fetchStarts.get(partition);
        if (start == null) {
            throw ReadElsewhere.because("Partitions were assigned");
        }
        return start;
    }

    private PolledRange range(TopicPartition partition, ConsumerRecords<?, ?> records, Consumer<?, ?> consumer) {
        List<? extends ConsumerRecord<?, ?>> polled = records.records(partition);
        long from = fetchStart(partition).offset();
        long first = polled.get(0).offset();
        long end = polled.get(polled.size() - 1).offset() + 1;
        return new PolledRange(partition, from, first > from ? begin(partition, first, consumer) : from, end);
    }

    /** The client has passed over offsets: what was destroyed, or what never held a record (markers of transactions). */
    private static long begin(TopicPartition partition, long first, Consumer<?, ?> consumer) {
        Long beginning = consumer.beginningOffsets(Set.of(partition), PATIENCE).get(partition);
        return Math.min(first, requireNonNull(beginning));
    }

    private Map<TopicPartition, Long> starts(UUID topicId, Set<TopicPartition> partitions, Consumer<?, ?> consumer) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions, PATIENCE);
        Map<Integer, Watermark> known = watermarks.open(topicId, topics.sampleTopic(), beginnings);
        return partitions.stream().collect(toMap(partition -> partition, partition -> {
            OffsetAndMetadata offset = committed.get(partition);
            return requireNonNull(known.get(partition.partition()))
                    .start(offset == null ? null : offset.offset(), requireNonNull(ends.get(partition)));
        }));
    }

    private record FetchStart(UUID topicId, long offset) {}
}
