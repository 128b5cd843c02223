package io.metricspipeline.sink;

import io.metricspipeline.sink.ReplayReport.Skip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters on their way to a topic of events: no record that would be rejected again. Which of them are rows only the table
 * knows, which the sink's login may not read; their {@link Origin} makes duplicates of them there,
 * until the row has gone: events are kept for as long as this remembers.
 */
record ReplayedEvents(String topic, EventDecoder decoder, Duration memory) implements ReplayTarget {

    @Override
    public List<@Nullable Skip> judge(List<ConsumerRecord<byte[], byte[]>> records) {
        List<@Nullable Skip> verdicts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            boolean rejected =
                    !decoder.decode(new UUID(0, 0), List.of(record)).rejected().isEmpty();
            verdicts.add(rejected ? Skip.STILL_REJECTED : null);
        }
        return verdicts;
    }
}
