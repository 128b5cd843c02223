package io.metricspipeline.sink;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record of the dead-letter topic, as its headers tell it.
 *
 * @param record the rejected record, in the dead-letter topic
 * @param reason the code of the reason
 * @param origin which record was rejected first: its topic id, partition and offset, the same after each replay
 * @param replays how often it was replayed before it was rejected this time
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, String reason, String origin, int replays) {

    static final String REPLAY_ORIGIN = "replay-origin";
    static final String REPLAY_COUNT = "replay-count";
    /** Where to: those who derive records from others often copy headers. */
    static final String REPLAY_TOPIC = "replay-topic";

    /** Null for a record that no sink has put there. */
    static @Nullable DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        String reason = text(record, DeadLetters.REASON);
        if (reason == null || text(record, DeadLetters.ORIGINAL_OFFSET) == null) {
            return null;
        }
        String count = text(record, REPLAY_COUNT);
        String origin = text(record, REPLAY_ORIGIN);
        return count != null && count.matches("[1-9]\\d?") && origin != null
                ? new DeadLetter(record, reason, origin, Integer.parseInt(count))
                : new DeadLetter(record, reason, original(record), 0);
    }

    Instant writtenAt() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** How large the record was of which only the start was kept; null when all of it is here. */
    @Nullable
    String sizeBeforeTheCut() {
        return text(record, DeadLetters.ORIGINAL_SIZE);
    }

    /** The same key and bytes once more. */
    ProducerRecord<byte[], byte[]> again(String topic) {
        ProducerRecord<byte[], byte[]> again = new ProducerRecord<>(topic, record.key(), record.value());
        Headers headers = again.headers();
        headers.add(REPLAY_ORIGIN, origin.getBytes(StandardCharsets.UTF_8));
        headers.add(REPLAY_TOPIC, topic.getBytes(StandardCharsets.UTF_8));
        headers.add(REPLAY_COUNT, String.valueOf(replays + 1).getBytes(StandardCharsets.UTF_8));
        return again;
    }

    private static String original(ConsumerRecord<byte[], byte[]> record) {
        return text(record, DeadLetters.ORIGINAL_TOPIC_ID) + "/" + text(record, DeadLetters.ORIGINAL_PARTITION) + "/"
                + text(record, DeadLetters.ORIGINAL_OFFSET);
    }

    static @Nullable String text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
