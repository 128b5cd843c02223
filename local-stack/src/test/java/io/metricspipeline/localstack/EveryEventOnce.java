package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/**
 * The guarantee of the pipeline: every event in the topic is exactly one row, by key and by the value of every field; the
 * producers left no hole in their sequences, and nothing went to the dead letters.
 */
final class EveryEventOnce {
    private final String bootstrapServers;
    private final DataSource dataSource;

    EveryEventOnce(String bootstrapServers, DataSource dataSource) {
        this.bootstrapServers = bootstrapServers;
        this.dataSource = dataSource;
    }

    void assertNothingMissing() throws SQLException {
        assertThat(StoredSamples.keys(dataSource)).containsAll(events().keySet());
    }

    void assertHolds() {
        Map<SampleKey, Map<String, Object>> events = events();
        List<StoredSamples.Row> rows = StoredSamples.rows(dataSource);

        assertThat(events).isNotEmpty();
        assertThat(rows).extracting(StoredSamples.Row::key).doesNotHaveDuplicates();
        assertThat(rows.stream().collect(Collectors.toMap(StoredSamples.Row::key, StoredSamples.Row::facts)))
                .containsExactlyInAnyOrderEntriesOf(events);
        assertSequencesWithoutHoles(events);
        assertThat(StoredSamples.gaps(dataSource)).isEmpty();
        assertThat(new TopicReader(bootstrapServers).read("host-samples-dlt")).isEmpty();
    }

    private Map<SampleKey, Map<String, Object>> events() {
        Map<SampleKey, Map<String, Object>> events = new TreeMap<>();
        for (byte[] value : new TopicReader(bootstrapServers).read("host-samples")) {
            PublishedSample sample = PublishedSample.parse(value);
            Map<String, Object> earlier = events.putIfAbsent(sample.key(), sample.facts());
            // A sample sent twice is one event, as long as it is the same sample.
            assertThat(earlier).as("%s sent again", sample.key()).isIn(null, sample.facts());
        }
        return events;
    }

    private static void assertSequencesWithoutHoles(Map<SampleKey, Map<String, Object>> events) {
        Map<UUID, List<Long>> sequences = events.keySet().stream()
                .collect(Collectors.groupingBy(
                        SampleKey::producerId, Collectors.mapping(SampleKey::sequence, Collectors.toList())));
        sequences.forEach((producerId, taken) -> assertThat(taken)
                .as("sequences of %s", producerId)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, taken.size()).boxed().toList()));
    }
}
