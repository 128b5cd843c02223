package io.metricspipeline.sink;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A valid event of a topic that is not the samples'.
 *
 * @param source the record that it came in
 * @param origin its place in Kafka
 * @param eventId its own identity, if it has one
 * @param key the record's, as text
 * @param time when it happened
 * @param payload the JSON to keep
 */
record JsonEvent(
        ConsumerRecord<byte[], byte[]> source,
        Origin origin,
        @Nullable String eventId,
        @Nullable String key,
        Instant time,
        String payload) {}
