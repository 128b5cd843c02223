package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The decoder, every answer of it held against the {@link PlainDecoder}'s: the same sample and statement, or the same
 * reason. Only why a text is no JSON may be said in other words, and of two faults either.
 */
final class ComparedDecoder {

    private final SampleDecoder decoder = new SampleDecoder(SinkPropertiesTest.DEFAULTS);
    private final PlainDecoder plain = new PlainDecoder(SinkPropertiesTest.DEFAULTS);

    DecodedRecord decode(byte @Nullable [] value, Instant receivedAt) {
        ConsumerRecord<byte[], byte[]> record = Events.record(0, value, receivedAt);
        DecodedRecord decoded = decoder.decode(List.of(record)).get(0);
        DecodedRecord expected = plain.decode(List.of(record)).get(0);
        if (!worded(decoded).equals(worded(expected)) && !isWrongTwice(decoded, expected)) {
            String text = value == null ? "null" : new String(value, StandardCharsets.ISO_8859_1);
            assertThat(decoded).as(text).isEqualTo(expected);
        }
        return decoded;
    }

    /** The second field of a name, and its value beyond a limit: Jackson looks ahead, so ours learns of the value first. */
    private static boolean isWrongTwice(DecodedRecord decoded, DecodedRecord expected) {
        Rejection ours = decoded.rejection();
        Rejection plain = expected.rejection();
        return ours != null
                && plain != null
                && ours.reason() == RejectReason.LIMIT_EXCEEDED
                && plain.detail().startsWith("Duplicate Object property");
    }

    private static DecodedRecord worded(DecodedRecord decoded) {
        Rejection rejection = decoded.rejection();
        return rejection != null && rejection.reason() == RejectReason.NOT_JSON
                ? decoded.rejected(new Rejection(RejectReason.NOT_JSON, "in any words"))
                : decoded;
    }
}
