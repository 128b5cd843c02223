package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Rejected records in, the same key, bytes and headers in the dead-letter topic out, with the reason and where the record
 * came from as text headers. Returns when Kafka has acknowledged all of them, and throws otherwise: nothing is skipped.
 */
@Component
class DeadLetters {

    private static final long PATIENCE_SECONDS = 30;
    // What host-samples allows. A compressed batch can smuggle a larger record in; no topic would take it whole.
    private static final int LARGEST_RECORD = 1024 * 1024;
    private static final int KEPT_OF_A_LARGER_ONE = 4 * 1024;

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final String deadLetterTopic;

    DeadLetters(KafkaTemplate<byte[], byte[]> kafka, SinkProperties properties) {
        this.kafka = kafka;
        this.deadLetterTopic = properties.deadLetterTopic();
    }

    void publish(Poll poll, List<DecodedRecord> rejected) {
        if (rejected.isEmpty()) {
            return;
        }
        CompletableFuture<?>[] acknowledgements = rejected.stream()
                .map(record -> kafka.send(deadLetter(poll.topicId(), record)))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(acknowledgements).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new KafkaException(
                    "Could not publish " + rejected.size() + " records to " + deadLetterTopic, failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Stopped while publishing to " + deadLetterTopic, stop);
        }
    }

    private ProducerRecord<byte[], byte[]> deadLetter(UUID topicId, DecodedRecord record) {
        ConsumerRecord<byte[], byte[]> source = record.source();
        Rejection rejection = requireNonNull(record.rejection());
        ProducerRecord<byte[], byte[]> letter = copy(source);
        add(letter, "reject-reason", rejection.reason().code());
        add(letter, "reject-detail", rejection.detail());
        add(letter, "original-topic", source.topic());
        add(letter, "original-topic-id", topicId);
        add(letter, "original-partition", source.partition());
        add(letter, "original-offset", source.offset());
        add(letter, "original-timestamp-millis", source.timestamp());
        return letter;
    }

    private ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> source) {
        int size = size(source);
        if (size > LARGEST_RECORD) {
            ProducerRecord<byte[], byte[]> start =
                    new ProducerRecord<>(deadLetterTopic, start(source.key()), start(source.value()));
            add(start, "original-size-bytes", size);
            return start;
        }
        return new ProducerRecord<>(deadLetterTopic, null, source.key(), source.value(), source.headers());
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
