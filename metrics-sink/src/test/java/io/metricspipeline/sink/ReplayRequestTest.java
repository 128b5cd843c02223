package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReplayRequestTest {

    private static final Instant TIME = Instant.parse("2026-11-21T08:00:00.123456Z");

    @Test
    void takesWhatKafkaDatesToTheMillisecondOfAFinerTimeAsWrittenLater() {
        DeadLetter letter = letter(Instant.parse("2026-11-21T08:00:00.123Z"));

        assertThat(request(TIME, Instant.MAX).matches(letter)).isTrue();
        assertThat(request(Instant.EPOCH, TIME).matches(letter)).isFalse();
    }

    @Test
    void takesNothingOfTheMillisecondBefore() {
        DeadLetter letter = letter(Instant.parse("2026-11-21T08:00:00.122Z"));

        assertThat(request(TIME, Instant.MAX).matches(letter)).isFalse();
        assertThat(request(Instant.EPOCH, TIME).matches(letter)).isTrue();
    }

    private static ReplayRequest request(Instant from, Instant to) {
        ReplayTarget anywhere = new ReplayedEvents("any", new EventDecoder(null), Duration.ofDays(8));
        return new ReplayRequest(anywhere, Set.of(), from, to, 1, 1, true);
    }

    private static DeadLetter letter(Instant writtenAt) {
        ConsumerRecord<byte[], byte[]> record = Events.record(0, null, writtenAt);
        record.headers()
                .add("reject-reason", "past".getBytes(StandardCharsets.UTF_8))
                .add("original-offset", "7".getBytes(StandardCharsets.UTF_8));
        return requireNonNull(DeadLetter.of(record));
    }
}
