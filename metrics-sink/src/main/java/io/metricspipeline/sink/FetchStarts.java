package io.metricspipeline.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/** Where one consumer's fetches began, and when that was last compared with the database. For that consumer's thread. */
final class FetchStarts {

    private final Map<TopicPartition, FetchStart> starts = new HashMap<>();
    private long checkedAtNanos = System.nanoTime();

    /** Throws {@link ReadElsewhere} for a partition that was just assigned. */
    FetchStart get(TopicPartition partition) {
        FetchStart start = starts.get(partition);
        if (start == null) {
            throw ReadElsewhere.because("Partitions were assigned");
        }
        return start;
    }

    void sought(Map<TopicPartition, FetchStart> all) {
        starts.clear();
        starts.putAll(all);
    }

    void read(PolledRange range) {
        starts.computeIfPresent(range.partition(), (partition, start) -> start.movedTo(range.end()));
    }

    void forget(Collection<TopicPartition> partitions) {
        starts.keySet().removeAll(partitions);
    }

    void forget(UUID topicId) {
        starts.values().removeIf(start -> start.topicId().equals(topicId));
    }

    void checked() {
        checkedAtNanos = System.nanoTime();
    }

    boolean checkedWithin(Duration time) {
        return System.nanoTime() - checkedAtNanos < time.toNanos();
    }
}
