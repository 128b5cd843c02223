package io.metricspipeline.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;

/** A poll of the contract's full example, each time with another sequence and time; and the decoder as shipped. */
final class ContractEvents {

    static final int POLL = 5_000;

    private static final String EXAMPLE = "/contract/host-sample.v1/full.json";

    private ContractEvents() {}

    static SampleDecoder decoder() {
        return new SampleDecoder(Binder.get(new StandardEnvironment()).bindOrCreate("sink", SinkProperties.class));
    }

    static List<ConsumerRecord<byte[], byte[]>> poll() {
        String example = example();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < POLL; i++) {
            String time = Instant.parse("2026-11-20T00:00:00.123456Z")
                    .plusMillis(500L * i)
                    .toString();
            String event = example.replaceFirst("\"sequence\"\\s*:\\s*\\d+", "\"sequence\":" + i)
                    .replaceFirst("\"sampledAt\"\\s*:\\s*\"[^\"]*\"", "\"sampledAt\":\"" + time + "\"");
            records.add(record(i, event.getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }

    private static ConsumerRecord<byte[], byte[]> record(int offset, byte[] value) {
        long received = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
        byte[] key = "host".getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                "host-samples",
                0,
                offset,
                received,
                TimestampType.LOG_APPEND_TIME,
                key.length,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static String example() {
        try (InputStream example = Objects.requireNonNull(ContractEvents.class.getResourceAsStream(EXAMPLE), EXAMPLE)) {
            return new String(example.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
