package io.metricspipeline.localstack;

import io.metricspipeline.localstack.proxy.TcpProxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** The topic of samples, of which something goes that no sink has read. What that was is read before, past the bad network. */
final class TopicVictim implements Victim {
    private static final Duration LONGEST_REOPENING = Duration.ofMinutes(5);

    private final Topics topics;
    private final List<? extends Part> sinks;
    private final TcpProxy kafkaNetwork;
    private final DataSource database;
    private final Destroyed destroyed;

    TopicVictim(
            Topics topics,
            List<? extends Part> sinks,
            TcpProxy kafkaNetwork,
            DataSource database,
            Destroyed destroyed) {
        this.topics = topics;
        this.sinks = sinks;
        this.kafkaNetwork = kafkaNetwork;
        this.database = database;
        this.destroyed = destroyed;
    }

    @Override
    public int suffer(Fault fault) throws Exception {
        return switch (fault.kind()) {
            case UNREAD_RECORDS_DELETED -> deleteRecords(fault);
            case TOPIC_REPLACED -> replaceTopic(fault);
            default -> throw new IllegalArgumentException(fault.toString());
        };
    }

    /** What retention does while the sinks are away for too long. */
    private int deleteRecords(Fault fault) throws Exception {
        int killed = (int) sinks.stream().filter(Part::isAlive).count();
        sinks.forEach(Part::kill);
        Patience.during(fault.lasts());
        UUID topicId = topics.id();
        Map<Integer, SinkProgress> progress = SinkProgress.of(topicId, database);
        Map<TopicPartition, Long> ends =
                deletionEnds(progress, new Random(fault.at().toNanos()));
        List<TopicRecord> records = read(progress, ends);
        topics.deleteBefore(ends);
        ends.forEach((partition, end) -> destroyed.offsets(new UnreadOffsets(
                topicId,
                partition.partition(),
                SinkProgress.in(progress, partition).stored(),
                end)));
        note(records, progress);
        sinks.forEach(Part::start);
        return killed;
    }

    /** A part of what is unread; the last record stays, so that there is one to be read after the hole. */
    private Map<TopicPartition, Long> deletionEnds(Map<Integer, SinkProgress> progress, Random random)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> deletions = new HashMap<>();
        topics.ends().forEach((partition, end) -> {
            long stored = SinkProgress.in(progress, partition).stored();
            if (end - stored > 1) {
                deletions.put(partition, stored + 1 + random.nextLong(end - stored - 1));
            }
        });
        return deletions;
    }

    /** Under running services, which hear of it only afterwards; the sinks were too slow. */
    private int replaceTopic(Fault fault) throws Exception {
        sinks.forEach(Part::pause);
        Patience.during(fault.lasts());
        kafkaNetwork.refuse();
        kafkaNetwork.cut();
        sinks.forEach(Part::resume);
        UUID old = topics.id();
        List<TopicRecord> records = read(SinkProgress.of(old, database), topics.settledEnds());
        topics.replace();
        kafkaNetwork.heal();
        requireAllReopened();
        note(records, SinkProgress.of(old, database));
        return 0;
    }

    /** By then no sink stores anything of the old topic any more. */
    private void requireAllReopened() throws ExecutionException, InterruptedException {
        UUID topicId = topics.id();
        int partitions = topics.ends().size();
        if (!Patience.until(() -> isReopened(topicId, partitions), LONGEST_REOPENING)) {
            throw new IllegalStateException("The sinks have not gone over to the new topic");
        }
    }

    private boolean isReopened(UUID topicId, int partitions) {
        try {
            return SinkProgress.of(topicId, database).size() == partitions;
        } catch (SQLException notNow) {
            return false;
        }
    }

    private List<TopicRecord> read(Map<Integer, SinkProgress> progress, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> begins = new HashMap<>();
        ends.keySet()
                .forEach(partition -> begins.put(
                        partition, SinkProgress.in(progress, partition).done()));
        return topics.read(begins, ends);
    }

    private void note(List<TopicRecord> records, Map<Integer, SinkProgress> progress) {
        Predicate<TopicRecord> unread = record ->
                record.offset() >= SinkProgress.in(progress, record.where()).stored();
        List<SampleKey> lost =
                records.stream().filter(unread).map(TopicRecord::sample).toList();
        destroyed.unread(lost);
        destroyed.rejectsUnread(records.stream()
                .filter(unread.negate())
                .map(TopicRecord::sample)
                .toList());
        destroyed.tell(lost.size() + " records of the topic that were not read");
    }
}
