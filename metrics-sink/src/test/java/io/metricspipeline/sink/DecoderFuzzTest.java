package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.sink.SinkProperties.NewTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Damaged events against the decoder: {@code -Dfuzz.events=3000000 -Dfuzz.seed=1}. The seed is drawn when none is given. */
class DecoderFuzzTest {

    private static final Logger log = LoggerFactory.getLogger(DecoderFuzzTest.class);
    private static final int EVENTS = Integer.getInteger("fuzz.events", 30_000);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

    private final SampleDecoder decoder = new SampleDecoder(new SinkProperties(
            "host-samples",
            "host-samples-dlt",
            Duration.ofDays(15),
            Duration.ofDays(90),
            null,
            new NewTopics(true, 6, null)));

    @Test
    void findsASampleOrAReasonInWhateverArrives() {
        log.info("fuzz: {} events, seed {}", EVENTS, SEED);
        List<byte[]> events =
                LongStream.range(0, 1_000).mapToObj(new Events()::bytes).toList();
        Mutations mutations = new Mutations(SEED);
        Map<RejectReason, Integer> rejected = new EnumMap<>(RejectReason.class);
        int samples = 0;
        Instant now = Instant.now();
        for (int event = 0; event < EVENTS; event++) {
            byte[] damaged = mutations.damage(events.get(event % events.size()));
            DecodedRecord decoded = decode(damaged, now);
            if (decoded.sample() == null) {
                rejected.merge(requireNonNull(decoded.rejection()).reason(), 1, Integer::sum);
            } else {
                samples++;
            }
        }
        log.info("fuzz: {} samples, rejected {}", samples, rejected);
        assertThat(rejected).as("seed %d", SEED).doesNotContainKey(RejectReason.DECODER_FAILED);
        assertThat(samples
                        + rejected.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(EVENTS);
    }

    private DecodedRecord decode(byte[] damaged, Instant now) {
        try {
            return decoder.decode(List.of(Events.record(0, damaged, now))).get(0);
        } catch (Throwable escaped) {
            throw new AssertionError("seed " + SEED + ": " + new String(damaged, StandardCharsets.ISO_8859_1), escaped);
        }
    }
}
