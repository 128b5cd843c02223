package io.metricspipeline.sink;

import io.metricspipeline.sink.SampleColumns.Column;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;

/** Every row of a topic, ready for COPY: written once, in the order in which the records come; then only sent. */
final class RowFile {

    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int BUFFER = 64 * 1024;

    private final Path file;

    RowFile(Path file) {
        this.file = file;
    }

    void write(KafkaConsumer<byte[], byte[]> consumer, ContenderSettings settings) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try (DataOutputStream rows =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), BUFFER))) {
            rows.write(SIGNATURE);
            rows.writeInt(0); // no flags
            rows.writeInt(0); // no header extension
            List<TopicPartition> partitions = consumer.partitionsFor(settings.topic()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (HostSample sample : settings.decode(consumer.poll(Duration.ofSeconds(1)))) {
                    append(rows, sample);
                }
            }
            rows.writeShort(-1);
        }
        Files.move(unfinished, file);
    }

    void copy(Connection connection, String table) throws IOException, SQLException {
        String copy = "copy " + table + " (" + SampleColumns.joined(Column::name) + ") from stdin with (format binary)";
        try (InputStream rows = Files.newInputStream(file)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, rows, BUFFER);
        }
    }

    private static void append(DataOutputStream rows, HostSample sample) throws IOException {
        rows.writeShort(SampleColumns.ALL.size());
        for (Column column : SampleColumns.ALL) {
            Object value = column.value().apply(sample);
            if (value instanceof Integer number) {
                rows.writeInt(Integer.BYTES);
                rows.writeInt(number);
            } else if (value == null) {
                rows.writeInt(-1);
            } else {
                rows.writeInt(Long.BYTES);
                rows.writeLong(bits(value));
            }
        }
    }

    private static long bits(Object value) {
        if (value instanceof Double number) {
            return Double.doubleToLongBits(number);
        }
        return value instanceof Instant time ? ChronoUnit.MICROS.between(POSTGRES_EPOCH, time) : (Long) value;
    }
}
