package io.metricspipeline.sink;

import io.metricspipeline.sink.ReplayReport.Skip;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Dead letters on their way to the topic of samples: no record that is still no sample, and none that is a row. */
record ReplayedSamples(String topic, SampleDecoder decoder, StoredSamples storedSamples) implements ReplayTarget {

    /** What is older than the table keeps samples is no sample any more. */
    @Override
    public Duration memory() {
        return ChronoUnit.FOREVER.getDuration();
    }

    @Override
    public List<@Nullable Skip> judge(List<ConsumerRecord<byte[], byte[]>> records) {
        List<DecodedRecord> decoded = decoder.decode(records);
        List<HostSample> samples = decoded.stream()
                .map(DecodedRecord::sample)
                .filter(Objects::nonNull)
                .toList();
        Set<Integer> stored = samples.isEmpty() ? Set.of() : storedSamples.among(samples);
        List<@Nullable Skip> verdicts = new ArrayList<>();
        int place = 0;
        for (DecodedRecord record : decoded) {
            verdicts.add(record.sample() == null ? Skip.STILL_REJECTED : stored.contains(place++) ? Skip.STORED : null);
        }
        return verdicts;
    }
}
