package io.metricspipeline.sink;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Records of one topic in, valid events or the reasons why not out; never throws. */
final class EventDecoder {

    private static final int LONGEST_ID = 200;
    // An event is sent on with its key, and a topic takes only so much.
    private static final int LARGEST_KEY = 4 * 1024;

    /** The first of these that holds a time says when the event happened. */
    private static final List<String> TIMES = List.of("event_time", "timestamp", "fetched_at");

    private final @Nullable EventRules rules;

    /** @param rules null where any object will do */
    EventDecoder(@Nullable EventRules rules) {
        this.rules = rules;
    }

    DecodedEvents decode(UUID topicId, List<ConsumerRecord<byte[], byte[]>> records) {
        List<JsonEvent> events = new ArrayList<>(records.size());
        List<DecodedRecord> rejected = new ArrayList<>(0);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                events.add(decode(topicId, record));
            } catch (UndecodableRecord undecodable) {
                rejected.add(DecodedRecord.of(record).rejected(undecodable.rejection()));
            } catch (RuntimeException ourOwnFault) {
                rejected.add(DecodedRecord.of(record)
                        .rejected(new Rejection(RejectReason.DECODER_FAILED, ourOwnFault.toString())));
            }
        }
        return new DecodedEvents(events, rejected);
    }

    private JsonEvent decode(UUID topicId, ConsumerRecord<byte[], byte[]> source) throws UndecodableRecord {
        Instant receivedAt = EventRows.receivedAt(source);
        String key = key(source.key());
        ObjectNode event = EventJson.read(source.value());
        Origin origin = Origin.of(topicId, source);
        if (rules == null) {
            String payload = new String(source.value(), StandardCharsets.UTF_8);
            return new JsonEvent(source, origin, eventId(event), key, time(event, receivedAt), payload);
        }
        Instant time = rules.apply(event, origin.toString(), receivedAt);
        return new JsonEvent(source, origin, eventId(event), key, time, EventJson.MAPPER.writeValueAsString(event));
    }

    private static @Nullable String eventId(ObjectNode event) throws UndecodableRecord {
        JsonNode id = event.path("event_id");
        if (id.isMissingNode() || id.isNull()) {
            return null;
        }
        if (!id.isString() && !id.isIntegralNumber()) {
            throw new UndecodableRecord(RejectReason.WRONG_TYPE, "event_id is no text and no integer");
        }
        String text = id.asString();
        if (text.isEmpty() || text.length() > LONGEST_ID) {
            throw new UndecodableRecord(RejectReason.BAD_TEXT, "event_id must have 1 to " + LONGEST_ID + " characters");
        }
        return text;
    }

    private static Instant time(ObjectNode event, Instant receivedAt) {
        for (String field : TIMES) {
            Instant time = EventTime.of(event.path(field));
            if (time != null) {
                return time;
            }
        }
        return receivedAt;
    }

    /** A key is bytes; as a rule they are text. */
    private static @Nullable String key(byte @Nullable [] key) throws UndecodableRecord {
        if (key == null) {
            return null;
        }
        if (key.length > LARGEST_KEY) {
            throw new UndecodableRecord(
                    RejectReason.TOO_LARGE, "a key of " + key.length + " bytes; the most is " + LARGEST_KEY + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException noText) {
            // Falls through: its digits say it as well.
        }
        return "\\x" + HexFormat.of().formatHex(key);
    }
}
