package io.metricspipeline.sink;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.stereotype.Component;

/**
 * The whole sink in one method. A batch of records comes in; when it is acknowledged, every one of them is a row, a
 * duplicate, expired or a dead letter, and the container commits the offsets. When the method throws, the container
 * delivers the same batch again, for ever: what was stored already is a duplicate then, and changes nothing. Dead letters
 * go out after the commit: before it, each try would send them once more.
 */
@Component
class SampleListener {

    static final String ID = "sample-listener";

    private final Positions positions;
    private final SampleDecoder decoder;
    private final SampleStore store;
    private final DeadLetters deadLetters;
    private final SinkMetrics metrics;
    private final WriteHealth health;

    SampleListener(
            Positions positions,
            SampleDecoder decoder,
            SampleStore store,
            DeadLetters deadLetters,
            SinkMetrics metrics,
            WriteHealth health) {
        this.positions = positions;
        this.decoder = decoder;
        this.store = store;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.health = health;
    }

    /** {@link KafkaWatch} starts it, as soon as the topics are there. */
    @KafkaListener(
            id = ID,
            idIsGroup = false,
            topics = "${sink.topic:" + SinkProperties.DEFAULT_TOPIC + "}",
            autoStartup = "false")
    void onBatch(ConsumerRecords<byte[], byte[]> records, Consumer<?, ?> consumer, Acknowledgment offsets) {
        try {
            Poll poll = positions.expect(records, consumer);
            StoredBatch batch = store.write(poll, decoder.decode(poll.wanted(records)));
            deadLetters.publish(poll, batch.rejected());
            positions.finished(consumer, poll, batch);
            metrics.count(batch);
            health.succeeded();
            offsets.acknowledge();
        } catch (ReadElsewhere why) {
            // Not passed on: the container would deliver this batch again, and commit what the database lacks.
            positions.seek(consumer, why);
            // Should an earlier try have failed: that batch is gone, and only the next one can tell whether writing
            // works.
            health.succeeded();
        }
    }
}
