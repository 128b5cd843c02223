package io.metricspipeline.sink;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Events as one producer process of one host sends them, with one thing changed at a time. */
final class Events {

    static final JsonMapper JSON = new JsonMapper();
    /** For a write that no watermark is to follow. */
    static final Poll NO_OFFSETS = new Poll(UUID.randomUUID(), List.of());

    final String host = "host-" + UUID.randomUUID();
    final UUID producerId = UUID.randomUUID();
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);

    ObjectNode event(long sequence) {
        return JSON.createObjectNode()
                .put("schemaVersion", 1)
                .put("producerId", producerId.toString())
                .put("sequence", sequence)
                .put("acknowledgedBelow", 0)
                .put("host", host)
                .put("sampledAt", start.plusMillis(100 * sequence).toString())
                .put("intervalMillis", 100)
                .put("cpuUsagePercent", 12.5)
                .put("cpuInterrupts", 1_000 + sequence)
                .put("memoryUsedBytes", 4_000_000_000L)
                .put("memoryFreeBytes", 12_000_000_000L);
    }

    byte[] bytes(long sequence) {
        return bytes(event(sequence));
    }

    static byte[] bytes(ObjectNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The record that Kafka hands over, had it received the value then. */
    static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] value, Instant receivedAt) {
        byte[] key = {};
        int size = value == null ? ConsumerRecord.NULL_SIZE : value.length;
        return new ConsumerRecord<>(
                "host-samples",
                0,
                offset,
                receivedAt.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                key.length,
                size,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
