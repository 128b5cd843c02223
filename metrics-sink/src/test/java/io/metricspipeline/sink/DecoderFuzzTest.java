package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Damaged events against both decoders: {@code -Dfuzz.events=3000000 -Dfuzz.seed=1}. The seed is drawn when none is given. */
class DecoderFuzzTest {

    private static final Logger log = LoggerFactory.getLogger(DecoderFuzzTest.class);
    private static final int EVENTS = Integer.getInteger("fuzz.events", 30_000);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

    private static final String EVERYTHING = """
            {"bootedAt": "2026-11-03T06:12:44Z", "memoryUsagePercent": 62.5, "diskUsagePercent": 1e1,
             "cpuContextSwitches": 1827364554, "networkSentBytes": 52613349376, "networkReceivedBytes": 188978561024,
             "cpuSystemCalls": 7263548190, "cpuInterruptsPerSecond": 1204.0, "cpuContextSwitchesPerSecond": 2818.53125,
             "networkSentBytesPerSecond": 48211, "networkReceivedBytesPerSecond": 1.9354075E5, "missedTicks": null,
             "losses": [{"producerId": "3F0B8A52-6C1D-4E57-9A84-2D7C1E5F9B60", "fromSequence": 9000, "toSequence": 9119,
                         "reason": "queue_full"}],
             "closed": [{"producerId": "b7e4c9d1-0a38-4f6e-8c25-71d9e3a6f048", "sequences": 172800}],
             "later": {"name": "caf\u00e9 \\u20ac \uD83D\uDE00", "losses": [true, {}, [-0.0, 12345678901234567890]]}}
            """;

    private final Events events = new Events();
    private final ComparedDecoder decoder = new ComparedDecoder();

    @Test
    void findsASampleOrAReasonInWhateverArrives() {
        log.info("fuzz: {} events, seed {}", EVENTS, SEED);
        List<byte[]> events = LongStream.range(0, 1_000).mapToObj(this::event).toList();
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

    /** Every other one with all that an event may have. */
    private byte[] event(long sequence) {
        ObjectNode event = events.event(sequence);
        if (sequence % 2 == 0) {
            event.setAll(Events.JSON.readValue(EVERYTHING, ObjectNode.class));
        }
        return Events.bytes(event);
    }

    private DecodedRecord decode(byte[] damaged, Instant now) {
        try {
            return decoder.decode(damaged, now);
        } catch (Throwable escaped) {
            throw new AssertionError("seed " + SEED + ": " + new String(damaged, StandardCharsets.ISO_8859_1), escaped);
        }
    }
}
