package io.metricspipeline.sink;

import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A batch of records of one topic, told apart: the events, and the records that are none. */
record DecodedEvents(List<JsonEvent> events, List<DecodedRecord> rejected) {

    int size() {
        return events.size() + rejected.size();
    }

    /** The events that are not among those that were rejected in the end. */
    List<JsonEvent> without(List<DecodedRecord> refused) {
        Set<ConsumerRecord<byte[], byte[]>> sources =
                refused.stream().map(DecodedRecord::source).collect(toSet());
        return sources.isEmpty()
                ? events
                : events.stream()
                        .filter(event -> !sources.contains(event.source()))
                        .toList();
    }
}
