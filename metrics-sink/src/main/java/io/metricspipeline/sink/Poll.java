package io.metricspipeline.sink;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** The offsets of a poll, which follow what was read before: of one topic, in order of the partitions. */
record Poll(UUID topicId, List<PolledRange> ranges) {

    Poll {
        ranges = ranges.stream().sorted(comparing(PolledRange::number)).toList();
    }

    String topic() {
        return ranges.get(0).partition().topic();
    }

    List<Integer> partitions() {
        return ranges.stream().map(PolledRange::number).toList();
    }

    /** The records without those that an operator does not want. */
    <K, V> List<ConsumerRecord<K, V>> wanted(ConsumerRecords<K, V> records) {
        List<ConsumerRecord<K, V>> wanted = new ArrayList<>(records.count());
        for (PolledRange range : ranges) {
            for (ConsumerRecord<K, V> record : records.records(range.partition())) {
                if (!range.skip().covers(record.offset())) {
                    wanted.add(record);
                }
            }
        }
        return wanted;
    }

    Long[] offsets(Function<PolledRange, Long> which) {
        return ranges.stream().map(which).toArray(Long[]::new);
    }
}
