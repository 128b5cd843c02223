package io.metricspipeline.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A process that does the sink's work in another way, for the benchmark. Its first argument is the way, the others are settings
 * as the sink takes them. Reads with the sink's consumer settings and decoder, but in a plain poll loop, which costs less than
 * the sink's listener; writes each poll in one transaction unless the way says otherwise. In the sink's package for its decoder, in
 * a jar of its own that nothing ships.
 */
public final class Contender {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final ContenderSettings settings;

    private Contender(ContenderSettings settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        NativeCompression.load();
        ContenderSettings settings = ContenderSettings.of(Arrays.copyOfRange(arguments, 1, arguments.length));
        Contender contender = new Contender(settings);
        switch (arguments[0]) {
            case "rewritten-batch" -> contender.consume(new RewrittenBatch());
            case "unnest" -> contender.consume(new UnnestedArrays());
            case "insert-per-message" -> contender.consume(new InsertPerMessage());
            case "decode-only" -> contender.consume((connection, samples) -> {});
            case "rows" -> contender.writeRows();
            case "copy" -> contender.copy();
            default -> throw new IllegalArgumentException("no contender: " + arguments[0]);
        }
    }

    private void consume(SampleWriter writer) throws SQLException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer());
                Connection connection = settings.connect()) {
            connection.setAutoCommit(false);
            consumer.subscribe(List.of(settings.topic()));
            while (!Thread.currentThread().isInterrupted()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                List<HostSample> samples = settings.decode(records);
                samples.sort(SampleColumns.BY_KEY);
                writer.write(connection, samples);
                connection.commit();
                consumer.commitSync();
            }
        }
    }

    private void writeRows() throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
            rows().write(consumer, settings);
        }
    }

    /** All rows at once, from the file that was written before. */
    private void copy() throws IOException, SQLException, InterruptedException {
        try (Connection connection = settings.connectWithoutLimits()) {
            rows().copy(connection, settings.value("benchmark.table"));
        }
        Files.createFile(Path.of(settings.value("benchmark.done")));
        // Until it is stopped: what it has used can be read as long as it is there.
        Thread.currentThread().join();
    }

    private RowFile rows() {
        return new RowFile(Path.of(settings.value("benchmark.rows")));
    }

    /** One way to write samples, which come in order of their key. */
    interface SampleWriter {
        void write(Connection connection, List<HostSample> samples) throws SQLException;
    }
}
