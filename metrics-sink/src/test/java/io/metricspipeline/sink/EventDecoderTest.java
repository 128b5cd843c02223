package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {

    private static final Instant RECEIVED_AT = Instant.parse("2026-11-21T09:30:00Z");

    private static final UUID TOPIC_ID = UUID.randomUUID();

    private final EventDecoder decoder = new EventDecoder(null);

    @Test
    void keepsThePayloadAsItCame() {
        String payload = "{\"b\": 1.10, \"a\":[null, {\"ä\":\"\\u00e9\"}], \"big\": 123456789012345678901234567890}";

        assertThat(event(payload).payload()).isEqualTo(payload);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
                    {"event_id":"one"}   | one
                    {"event_id":12}      | 12
                    {"event_id":null}    |
                    {"id":"one"}         |
                    """)
    void takesTheEventsOwnIdentity(String payload, @Nullable String eventId) {
        assertThat(event(payload).eventId()).isEqualTo(eventId);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
                    {"event_time":"2026-11-21T08:00:00.1234567Z"}                     | 2026-11-21T08:00:00.123456Z
                    {"timestamp":"2026-11-21T10:00:00+02:00"}                         | 2026-11-21T08:00:00Z
                    {"timestamp":1795248000}                                          | 2026-11-21T08:00:00Z
                    {"timestamp":1795248000.5}                                        | 2026-11-21T08:00:00.500Z
                    {"timestamp":1795248000500}                                       | 2026-11-21T08:00:00.500Z
                    {"fetched_at":"2026-11-21T08:00:00Z","timestamp":"yesterday"}     | 2026-11-21T08:00:00Z
                    {"timestamp":-1}                                                  | 2026-11-21T09:30:00Z
                    {"timestamp":"+999999999-12-31T23:59:59Z"}                        | 2026-11-21T09:30:00Z
                    {"timestamp":1e300}                                               | 2026-11-21T09:30:00Z
                    {}                                                                | 2026-11-21T09:30:00Z
                    """)
    void takesTheEventsOwnTimeWhereItIsOne(String payload, Instant time) {
        assertThat(event(payload).time()).isEqualTo(time);
    }

    @Test
    void showsAKeyThatIsNoTextByItsDigits() {
        assertThat(decode("key".getBytes(StandardCharsets.UTF_8), "{}").key()).isEqualTo("key");
        assertThat(decode(new byte[] {0, 7}, "{}").key()).isEqualTo("\\x0007");
        assertThat(decode(new byte[] {(byte) 0xff}, "{}").key()).isEqualTo("\\xff");
        assertThat(decode(null, "{}").key()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
                    {"a":                        | NOT_JSON
                    {"a":1,"a":2}                | NOT_JSON
                    {"a":1} {}                   | NOT_JSON
                    {"a":NaN}                    | NOT_JSON
                    [{}]                         | NOT_AN_OBJECT
                    "text"                       | NOT_AN_OBJECT
                    null                         | NOT_AN_OBJECT
                    {"a":["\\u0000"]}             | BAD_TEXT
                    {"\\u0000":1}                 | BAD_TEXT
                    {"a":{"b":"\\ud800"}}         | BAD_TEXT
                    {"a":1e400}                  | OUT_OF_RANGE
                    {"a":1e-99999}               | OUT_OF_RANGE
                    {"event_id":{}}              | WRONG_TYPE
                    {"event_id":1.5}             | WRONG_TYPE
                    {"event_id":""}              | BAD_TEXT
                    """)
    void rejectsWhatAColumnCouldNotKeep(String payload, RejectReason reason) {
        assertThat(reason(payload.getBytes(StandardCharsets.UTF_8))).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void rejectsNothing(String nothing) {
        assertThat(reason(nothing.getBytes(StandardCharsets.UTF_8))).isEqualTo(RejectReason.EMPTY);
        assertThat(reason(null)).isEqualTo(RejectReason.TOMBSTONE);
    }

    @Test
    void rejectsWhatGoesBeyondTheLimits() {
        assertThat(reason(("{\"a\":\"" + "x".repeat(64 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RejectReason.TOO_LARGE);
        assertThat(reason(("{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RejectReason.LIMIT_EXCEEDED);
        assertThat(reason(("{\"a\":" + "1".repeat(65) + "}").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RejectReason.LIMIT_EXCEEDED);
        assertThat(reason(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'}))
                .isEqualTo(RejectReason.NOT_JSON);
        assertThat(reason("\ufeff{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(RejectReason.NOT_JSON);
    }

    @Test
    void rejectsAKeyThatCouldNotBeSentOn() {
        byte[] key = new byte[4 * 1024 + 1];

        assertThat(rejection(record(key, "{}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(RejectReason.TOO_LARGE);
    }

    @Test
    void knowsAReplayedEventByThePlaceOfTheOneThatWasRejectedFirst() {
        Origin origin = new Origin(UUID.randomUUID(), 3, 70);
        ConsumerRecord<byte[], byte[]> replayed = record(null, "{}".getBytes(StandardCharsets.UTF_8));
        replayed.headers().add("replay-origin", origin.toString().getBytes(StandardCharsets.UTF_8));
        replayed.headers().add("replay-topic", replayed.topic().getBytes(StandardCharsets.UTF_8));

        assertThat(origin(replayed)).isEqualTo(origin);
    }

    /** As stream processors do. */
    @Test
    void knowsAnEventByItsOwnPlaceWhereTheHeadersAreCopiedFromAnotherTopic() {
        ConsumerRecord<byte[], byte[]> derived = record(null, "{}".getBytes(StandardCharsets.UTF_8));
        String origin = new Origin(UUID.randomUUID(), 3, 70).toString();
        derived.headers().add("replay-origin", origin.getBytes(StandardCharsets.UTF_8));
        derived.headers().add("replay-topic", "another".getBytes(StandardCharsets.UTF_8));

        assertThat(origin(derived)).isEqualTo(new Origin(TOPIC_ID, derived.partition(), derived.offset()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null/0/7", "7c3f1e5a-0000-4000-8000-00000000000g/0/7", "/0/7"})
    void knowsAnEventByItsOwnPlaceWhereNoneIsTold(String told) {
        ConsumerRecord<byte[], byte[]> record = record(null, "{}".getBytes(StandardCharsets.UTF_8));
        record.headers().add("replay-origin", told.getBytes(StandardCharsets.UTF_8));
        record.headers().add("replay-topic", record.topic().getBytes(StandardCharsets.UTF_8));

        assertThat(origin(record)).isEqualTo(new Origin(TOPIC_ID, record.partition(), record.offset()));
    }

    private Origin origin(ConsumerRecord<byte[], byte[]> record) {
        return decoder.decode(TOPIC_ID, List.of(record)).events().get(0).origin();
    }

    private RejectReason reason(byte @Nullable [] value) {
        return rejection(Events.record(0, value, RECEIVED_AT));
    }

    private RejectReason rejection(ConsumerRecord<byte[], byte[]> record) {
        DecodedRecord rejected =
                decoder.decode(TOPIC_ID, List.of(record)).rejected().get(0);
        return requireNonNull(rejected.rejection()).reason();
    }

    private JsonEvent event(String payload) {
        return decode(null, payload);
    }

    private JsonEvent decode(byte @Nullable [] key, String payload) {
        ConsumerRecord<byte[], byte[]> record = record(key, payload.getBytes(StandardCharsets.UTF_8));
        return decoder.decode(TOPIC_ID, List.of(record)).events().get(0);
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte[] value) {
        ConsumerRecord<byte[], byte[]> plain = Events.record(0, value, RECEIVED_AT);
        return new ConsumerRecord<>(
                plain.topic(),
                plain.partition(),
                plain.offset(),
                plain.timestamp(),
                plain.timestampType(),
                0,
                0,
                key,
                plain.value(),
                plain.headers(),
                plain.leaderEpoch());
    }
}
