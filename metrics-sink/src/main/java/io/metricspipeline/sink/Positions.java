package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.metricspipeline.sink.upkeep.Partitions;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.WeakHashMap;
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
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Where the consumers read. Of each partition a consumer remembers where its fetch began, which the database must have
 * reached when the records are written; otherwise the consumer is sent to the lower of what Kafka has committed and what
 * the database has. A partition that was just assigned is unknown, so its first poll is dropped and read again from there.
 */
@Component
class Positions implements ConsumerAwareRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(Positions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WatermarkStore watermarks;
    private final ProducerStore producers;
    private final Partitions days;
    private final Topics topics;
    private final ListenerHealth health;
    private final WriteHealth writing;
    private final SinkMetrics metrics;
    // Each consumer has its own: one that was expelled while it wrote would put its end where the new owner of the
    // partition began. Weak: nobody says when a consumer is closed.
    private final Map<Consumer<?, ?>, FetchStarts> fetchStarts = Collections.synchronizedMap(new WeakHashMap<>());

    Positions(
            WatermarkStore watermarks,
            ProducerStore producers,
            Partitions days,
            Topics topics,
            ListenerHealth health,
            WriteHealth writing,
            SinkMetrics metrics) {
        this.watermarks = watermarks;
        this.producers = producers;
        this.days = days;
        this.topics = topics;
        this.health = health;
        this.writing = writing;
        this.metrics = metrics;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        startsOf(consumer).forget(partitions);
        health.joined(consumer.subscription());
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        startsOf(consumer).forget(partitions);
        partitions.forEach(health::skipsNoMore);
        writing.revoked(partitions);
    }

    /** The offsets of these records; throws {@link ReadElsewhere} when they do not follow what was read before. */
    Poll expect(ConsumerRecords<?, ?> records, Consumer<?, ?> consumer) {
        FetchStarts starts = startsOf(consumer);
        UUID topicId = starts.get(records.partitions().iterator().next()).topicId();
        return new Poll(
                topicId,
                records.partitions().stream()
                        .map(partition -> range(partition, starts.get(partition), records, consumer))
                        .toList());
    }

    /** All of the poll is done. */
    void finished(Consumer<?, ?> consumer, Poll poll, StoredBatch batch) {
        if (batch.goesOn()) {
            watermarks.deadLettered(poll);
        }
        FetchStarts starts = startsOf(consumer);
        for (PolledRange range : poll.ranges()) {
            starts.read(range);
            if (!range.skip().covers(range.end())) {
                health.skipsNoMore(range.partition());
            }
        }
        if (!poll.topicId().equals(topics.id(poll.topic()))) {
            starts.forget(poll.topicId());
        }
    }

    /** Sends the consumer to where each of its partitions is to be read on, whatever it has fetched already. */
    void seek(Consumer<?, ?> consumer, ReadElsewhere why) {
        if (why.databaseWentBack()) {
            log.warn("{}; reading again what it lacks", why.getMessage());
            metrics.databaseWentBack();
            producers.forget();
            days.forget();
        }
        startsOf(consumer).sought(Map.of());
        Map<TopicPartition, FetchStart> starts = starts(consumer);
        starts.forEach((partition, start) -> consumer.seek(partition, start.offset()));
        startsOf(consumer).sought(starts);
        log.info("{}; reading on from {}", why.getMessage(), offsets(starts));
    }

    /**
     * Every ten seconds, as long as a partition brings no record: a database may go back, or a topic be replaced, while
     * nothing flows.
     */
    @EventListener
    void onIdle(ListenerContainerPartitionIdleEvent idle) {
        Consumer<?, ?> consumer = idle.getConsumer();
        FetchStarts starts = startsOf(consumer);
        // Each idle partition has its event, and one check is for all of them. While PostgreSQL is away a check a
        // partition would keep the consumer from polling, until its group expels it.
        if (starts.checkedWithin(betweenEvents(idle).dividedBy(2))) {
            return;
        }
        try {
            checkOrSeek(consumer, starts);
        } catch (RuntimeException notNow) {
            log.debug("Cannot check the idle partitions", notNow);
        } finally {
            starts.checked();
        }
    }

    private void checkOrSeek(Consumer<?, ?> consumer, FetchStarts starts) {
        try {
            Set<TopicPartition> partitions = consumer.assignment();
            UUID topicId = topics.id(topicOf(partitions));
            Map<Integer, FetchStart> assigned =
                    partitions.stream().collect(toMap(TopicPartition::partition, starts::get));
            if (assigned.values().stream().anyMatch(start -> !start.topicId().equals(topicId))) {
                throw ReadElsewhere.because("The topic was replaced");
            }
            watermarks.check(topicId, assigned);
        } catch (ReadElsewhere elsewhere) {
            seek(consumer, elsewhere);
        }
    }

    private FetchStarts startsOf(Consumer<?, ?> consumer) {
        return fetchStarts.computeIfAbsent(consumer, any -> new FetchStarts());
    }

    private static PolledRange range(
            TopicPartition partition, FetchStart start, ConsumerRecords<?, ?> records, Consumer<?, ?> consumer) {
        List<? extends ConsumerRecord<?, ?>> polled = records.records(partition);
        long from = start.offset();
        long first = polled.get(0).offset();
        long end = polled.get(polled.size() - 1).offset() + 1;
        if (first < from) {
            log.warn(
                    "Kafka has gone back: {} from offset {} to {}; what comes again is no second row",
                    partition,
                    from,
                    first);
        }
        return new PolledRange(
                partition, from, first > from ? begin(partition, first, consumer) : from, end, start.skip());
    }

    /** The client has passed over offsets: what was destroyed, or what never held a record (markers of transactions). */
    private static long begin(TopicPartition partition, long first, Consumer<?, ?> consumer) {
        Long beginning = consumer.beginningOffsets(Set.of(partition), PATIENCE).get(partition);
        return Math.min(first, requireNonNull(beginning));
    }

    private Map<TopicPartition, FetchStart> starts(Consumer<?, ?> consumer) {
        Set<TopicPartition> partitions = consumer.assignment();
        if (partitions.isEmpty()) {
            return Map.of(); // all of them were taken away meanwhile
        }
        String topic = topicOf(partitions);
        UUID topicId = topics.id(topic);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions, PATIENCE);
        Map<Integer, Watermark> known = watermarks.open(topicId, topic, beginnings);
        return partitions.stream().collect(toMap(partition -> partition, partition -> {
            Watermark watermark = requireNonNull(known.get(partition.partition()));
            OffsetAndMetadata offset = committed.get(partition);
            long agreed = watermark.agreed(offset == null ? null : offset.offset());
            long end = requireNonNull(ends.get(partition));
            tellOfTheEnd(partition, agreed, watermark.skip(), end);
            return new FetchStart(
                    topicId, watermark.start(agreed, requireNonNull(beginnings.get(partition)), end), watermark.skip());
        }));
    }

    /** Each consumer reads one. */
    private static String topicOf(Set<TopicPartition> partitions) {
        return partitions.iterator().next().topic();
    }

    private void tellOfTheEnd(TopicPartition partition, long agreed, Skip skip, long end) {
        if (agreed > end) {
            log.warn(
                    "Kafka has lost records: {} ends at offset {}, and was read up to {}; reading all of it again",
                    partition,
                    end,
                    agreed);
        }
        if (skip.covers(agreed) && end < skip.to()) {
            log.warn(
                    "An operator skips {} to offset {}, but it ends at {}: its next {} records will not be stored either."
                            + " Should that be a mistake, call metrics.skip_to again",
                    partition,
                    skip.to(),
                    end,
                    skip.to() - end);
            health.skips(partition, skip.to(), skip.to() - end);
        } else {
            health.skipsNoMore(partition);
        }
    }

    private static Map<TopicPartition, Long> offsets(Map<TopicPartition, FetchStart> starts) {
        return starts.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, start -> start.getValue().offset()));
    }

    private static Duration betweenEvents(ListenerContainerPartitionIdleEvent idle) {
        return Duration.ofMillis(requireNonNull(idle.getContainer(MessageListenerContainer.class)
                .getContainerProperties()
                .getIdlePartitionEventInterval()));
    }
}
