package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.stereotype.Component;

/**
 * What becomes of a batch of events, which are of one topic: as in {@link SampleListener}, and with the same promises. Events
 * that go on to another topic do so after the commit and before their offsets: each at least once. For any thread.
 */
@Component
class EventLine implements BatchMessageListener<byte[], byte[]> {

    // That of a topic made by us.
    private static final int LARGEST_RECORD = 1024 * 1024;

    private final Map<String, EventRules> rules;
    private final Positions positions;
    private final EventStore store;
    private final DeadLetters deadLetters;
    private final KafkaTemplate<byte[], byte[]> kafka;
    private final SinkMetrics metrics;
    private final WriteHealth health;

    EventLine(
            ObjectProvider<EventRules> rules,
            Positions positions,
            EventStore store,
            DeadLetters deadLetters,
            KafkaTemplate<byte[], byte[]> kafka,
            SinkMetrics metrics,
            WriteHealth health) {
        this.rules = rules.stream().collect(toUnmodifiableMap(EventRules::topic, Function.identity()));
        this.positions = positions;
        this.store = store;
        this.deadLetters = deadLetters;
        this.kafka = kafka;
        this.metrics = metrics;
        this.health = health;
    }

    /** Where the events of this topic go on to; nowhere when null. */
    @Nullable
    String forwardedTo(String topic) {
        EventRules ofTopic = rules.get(topic);
        return ofTopic == null ? null : ofTopic.forwardedTo();
    }

    @Override
    public void onMessage(
            ConsumerRecords<byte[], byte[]> records,
            @Nullable Acknowledgment offsets,
            Consumer<byte[], byte[]> consumer) {
        try {
            Poll poll = positions.expect(records, consumer);
            String forwardedTo = forwardedTo(poll.topic());
            DecodedEvents decoded =
                    new EventDecoder(rules.get(poll.topic())).decode(poll.topicId(), poll.wanted(records));
            StoredBatch batch = store.write(poll, decoded, forwardedTo != null);
            if (forwardedTo != null) {
                forward(decoded.without(batch.rejected()), forwardedTo);
            }
            deadLetters.publish(poll, batch.rejected());
            positions.finished(consumer, poll, batch);
            metrics.count(poll.topic(), batch);
            health.succeeded();
            requireNonNull(offsets).acknowledge();
        } catch (ReadElsewhere why) {
            positions.seek(consumer, why);
            health.succeeded();
        }
    }

    /** Also those that are rows already: whoever wrote them may have been killed before this. */
    private void forward(List<JsonEvent> events, String topic) {
        new Outbox(kafka, topic, LARGEST_RECORD)
                .send(events.stream()
                        .map(event -> new ProducerRecord<>(
                                topic, event.source().key(), event.payload().getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    /** By which the container hands over polls as they are. */
    @Override
    public boolean wantsPollResult() {
        return true;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> never) {
        throw new UnsupportedOperationException();
    }
}
