package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TakenLogTest {
    private static final UUID PRODUCER = UUID.fromString("00000000-0000-0000-0000-000000000001");

    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");
    private TakenLog log = new TakenLog(file);

    @BeforeEach
    void open() {
        file = directory.resolve("producer-1.1.jsonl");
        log = new TakenLog(file);
    }

    @Test
    void readsOnWhereItStopped() throws IOException {
        assertThat(log.readOn()).isEmpty();

        append(line(0, true) + line(1, false));
        Taken first = log.readOn().orElseThrow();
        append(line(2, true));
        Taken second = log.readOn().orElseThrow();

        assertThat(first.range()).isEqualTo(new SequenceRange(PRODUCER, 0, 1));
        assertThat(first.samples()).extracting(TakenSample::durable).containsExactly(true, false);
        assertThat(second.range()).isEqualTo(new SequenceRange(PRODUCER, 2, 2));
        assertThat(second.samples().get(0).sample().facts())
                .isEqualTo(Map.of("host", "web-1", "interval_millis", 100L));
    }

    @Test
    void waitsForTheEndOfALine() throws IOException {
        append(line(0, true) + line(1, true).substring(0, 40));
        assertThat(log.readOn().orElseThrow().samples()).hasSize(1);

        append(line(1, true).substring(40));
        assertThat(log.readOn().orElseThrow().samples()).hasSize(1);
    }

    @Test
    void endsWithAnOpenRangeOnce() throws IOException {
        append(line(0, true) + line(1, true).substring(0, 40));
        log.ended(true);
        log.ended(false);

        Taken last = log.readOn().orElseThrow();

        assertThat(last.range()).isEqualTo(new SequenceRange(PRODUCER, 0, SequenceRange.OPEN));
        assertThat(last.killed()).isTrue();
        assertThat(last.mayBeUnnoted(new SampleKey(PRODUCER, 1))).isTrue();
        assertThat(last.mayBeUnnoted(new SampleKey(PRODUCER, 2))).isFalse();
        assertThat(log.readOn()).isEmpty();
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String line(long sequence, boolean durable) {
        return """
                {"durable":%s,"sample":{"producerId":"%s","sequence":%d,"host":"web-1","intervalMillis":100}}
                """.formatted(durable, PRODUCER, sequence);
    }
}
