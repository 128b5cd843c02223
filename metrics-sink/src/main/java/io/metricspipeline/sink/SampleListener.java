package io.metricspipeline.sink;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * The whole sink in one method. A batch of records comes in; when it returns, every one of them is a row, a duplicate,
 * expired or a dead letter, and the container commits the offsets. When it throws, the container delivers the same
 * batch again, for ever: what was stored already is a duplicate then, and changes nothing.
 */
@Component
class SampleListener {

    static final String ID = "sample-listener";

    private final SampleDecoder decoder;
    private final SampleStore store;
    private final DeadLetters deadLetters;
    private final SinkMetrics metrics;
    private final WriteHealth health;

    SampleListener(
            SampleDecoder decoder,
            SampleStore store,
            DeadLetters deadLetters,
            SinkMetrics metrics,
            WriteHealth health) {
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
    void onBatch(List<ConsumerRecord<byte[], byte[]>> records) {
        List<DecodedRecord> decoded = decoder.decode(records);
        StoredBatch batch = store.write(decoded);
        deadLetters.publish(batch.rejected());
        metrics.count(batch);
        health.succeeded();
    }
}
