package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Rejected records in, the same key, bytes and headers in their topic's dead-letter topic out, with the reason and where the record
 * came from as text headers. Returns when Kafka has acknowledged all of them, and throws otherwise: nothing is skipped.
 * A record that is replayed keeps its headers of {@link DeadLetterReplay}, so its next letter knows its past.
 */
@Component
class DeadLetters {

    // Replay reads these again.
    static final String REASON = "reject-reason";
    static final String ORIGINAL_TOPIC_ID = "original-topic-id";
    static final String ORIGINAL_PARTITION = "original-partition";
    static final String ORIGINAL_OFFSET = "original-offset";
    static final String ORIGINAL_SIZE = "original-size-bytes";

    // What host-samples allows. A compressed batch can smuggle a larger record in; no topic would take it whole.
    private static final int LARGEST_RECORD = 1024 * 1024;
    private static final int ROOM_FOR_HEADERS = 64 * 1024;
    private static final int KEPT_OF_A_LARGER_ONE = 4 * 1024;

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final SinkProperties properties;

    DeadLetters(KafkaTemplate<byte[], byte[]> kafka, SinkProperties properties) {
        this.kafka = kafka;
        this.properties = properties;
    }

    void publish(Poll poll, List<DecodedRecord> rejected) {
        if (rejected.isEmpty()) {
            return;
        }
        String topic = properties.deadLetterTopic(poll.topic());
        new Outbox(kafka, topic, LARGEST_RECORD + ROOM_FOR_HEADERS)
                .send(rejected.stream()
                        .map(record -> deadLetter(topic, poll.topicId(), record))
                        .toList());
    }

    private ProducerRecord<byte[], byte[]> deadLetter(String topic, UUID topicId, DecodedRecord record) {
        ConsumerRecord<byte[], byte[]> source = record.source();
        Rejection rejection = requireNonNull(record.rejection());
        ProducerRecord<byte[], byte[]> letter = copy(topic, source);
        add(letter, REASON, rejection.reason().code());
        add(letter, "reject-detail", rejection.detail());
        add(letter, "original-topic", source.topic());
        add(letter, ORIGINAL_TOPIC_ID, topicId);
        add(letter, ORIGINAL_PARTITION, source.partition());
        add(letter, ORIGINAL_OFFSET, source.offset());
        add(letter, "original-timestamp-millis", source.timestamp());
        return letter;
    }

    private ProducerRecord<byte[], byte[]> copy(String topic, ConsumerRecord<byte[], byte[]> source) {
        int size = size(source);
        if (size > LARGEST_RECORD) {
            ProducerRecord<byte[], byte[]> start =
                    new ProducerRecord<>(topic, start(source.key()), start(source.value()));
            add(start, ORIGINAL_SIZE, size);
            return start;
        }
        ProducerRecord<byte[], byte[]> whole =
                new ProducerRecord<>(topic, null, source.key(), source.value(), source.headers());
        whole.headers().remove(ORIGINAL_SIZE); // only we say that a record was cut
        return whole;
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        int size = length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static byte @Nullable [] start(byte @Nullable [] bytes) {
        return length(bytes) <= KEPT_OF_A_LARGER_ONE ? bytes : Arrays.copyOf(bytes, KEPT_OF_A_LARGER_ONE);
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String name, Object value) {
        letter.headers().remove(name).add(name, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    }
}
