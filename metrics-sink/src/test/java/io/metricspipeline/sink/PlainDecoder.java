package io.metricspipeline.sink;

import static io.metricspipeline.sink.PlainFields.MAX_LONG;

import io.metricspipeline.sink.ProducerStatement.Closed;
import io.metricspipeline.sink.ProducerStatement.Loss;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bytes in, a valid sample or the reason why not out; never throws. Valid means that a row can hold it: types, ranges
 * and texts as in the contract, and a time at most the retention of raw samples before and an hour after Kafka received it.
 * Only Kafka's clock is asked, so a record is judged alike whenever it is read.
 */
final class PlainDecoder {

    private static final int LARGEST_EVENT = 64 * 1024;
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_LOSS_REASON = 100;
    private static final int MOST_STATEMENTS = 100;
    private static final Duration FURTHEST_AHEAD = Duration.ofHours(1);

    // Jackson's own limits are far wider (depth 500, strings of 20 million): no event needs more than these.
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(4_096)
                            .maxNameLength(256)
                            .maxNumberLength(64)
                            .maxDocumentLength(LARGEST_EVENT)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // The contract says UTF-8; Jackson would guess UTF-16 and 32 too.
                    .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                    .build())
            .build();

    private final Duration rawRetention;

    PlainDecoder(SinkProperties properties) {
        this.rawRetention = properties.rawRetention();
    }

    List<DecodedRecord> decode(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<DecodedRecord> decoded = new ArrayList<>();
        records.forEach(record -> decoded.add(decode(record)));
        return decoded;
    }

    private DecodedRecord decode(ConsumerRecord<byte[], byte[]> source) {
        DecodedRecord decoded = DecodedRecord.of(source);
        try {
            PlainFields event = new PlainFields(parse(source.value()), "");
            checkVersion(event);
            Identity identity =
                    new Identity(event.requiredText("host", LONGEST_HOST), event.requiredUuid("producerId"));
            decoded = decoded.with(identity);
            long sequence = event.requiredLong("sequence", 0, MAX_LONG);
            decoded = decoded.with(sequence);
            decoded = decoded.with(statement(event, identity));
            HostSample sample = sample(event, identity, sequence);
            checkTime(sample.sampledAt(), Instant.ofEpochMilli(source.timestamp()));
            return decoded.with(sample);
        } catch (UndecodableRecord undecodable) {
            return decoded.rejected(undecodable.rejection());
        } catch (RuntimeException ourOwnFault) {
            // A record that we cannot judge must not hold up the others; its bytes are kept for a better decoder.
            return decoded.rejected(new Rejection(RejectReason.DECODER_FAILED, ourOwnFault.toString()));
        }
    }

    private static JsonNode parse(byte[] value) throws UndecodableRecord {
        if (value == null) {
            throw new UndecodableRecord(RejectReason.TOMBSTONE, "the record has no value");
        }
        if (value.length == 0) {
            throw new UndecodableRecord(RejectReason.EMPTY, "the value has no bytes");
        }
        if (value.length > LARGEST_EVENT) {
            throw new UndecodableRecord(
                    RejectReason.TOO_LARGE, value.length + " bytes; the most is " + LARGEST_EVENT + " bytes");
        }
        JsonNode event = read(value);
        if (event.isMissingNode()) {
            throw new UndecodableRecord(RejectReason.EMPTY, "the value is white space");
        }
        if (!event.isObject()) {
            throw new UndecodableRecord(RejectReason.NOT_AN_OBJECT, "the JSON is no object");
        }
        return event;
    }

    private static JsonNode read(byte[] value) throws UndecodableRecord {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)); // Jackson takes overlong forms
            return JSON.readTree(value);
        } catch (CharacterCodingException notUtf8) {
            throw new UndecodableRecord(RejectReason.NOT_JSON, "the value is no UTF-8");
        } catch (StreamConstraintsException limit) {
            throw new UndecodableRecord(RejectReason.LIMIT_EXCEEDED, limit.getOriginalMessage());
        } catch (JacksonException notJson) {
            throw new UndecodableRecord(RejectReason.NOT_JSON, notJson.getOriginalMessage());
        }
    }

    private static void checkVersion(PlainFields event) throws UndecodableRecord {
        long version = event.requiredLong("schemaVersion", 0, MAX_LONG);
        if (version != 1) {
            throw new UndecodableRecord(
                    RejectReason.UNSUPPORTED_VERSION, "schemaVersion is " + version + "; this sink reads 1");
        }
    }

    private static ProducerStatement statement(PlainFields event, Identity identity) throws UndecodableRecord {
        List<Loss> losses = new ArrayList<>();
        for (PlainFields loss : event.objects("losses", MOST_STATEMENTS)) {
            long from = loss.requiredLong("fromSequence", 0, MAX_LONG);
            long to = loss.requiredLong("toSequence", from, MAX_LONG);
            losses.add(new Loss(
                    loss.requiredUuid("producerId"), from, to, loss.requiredText("reason", LONGEST_LOSS_REASON)));
        }
        List<Closed> closed = new ArrayList<>();
        for (PlainFields producer : event.objects("closed", MOST_STATEMENTS)) {
            closed.add(
                    new Closed(producer.requiredUuid("producerId"), producer.requiredLong("sequences", 0, MAX_LONG)));
        }
        return new ProducerStatement(identity, event.requiredLong("acknowledgedBelow", 0, MAX_LONG), losses, closed);
    }

    private static HostSample sample(PlainFields event, Identity identity, long sequence) throws UndecodableRecord {
        return new HostSample(
                identity,
                sequence,
                event.requiredTime("sampledAt"),
                (int) event.requiredLong("intervalMillis", 1, Integer.MAX_VALUE),
                event.optionalTime("bootedAt"),
                event.optionalPercent("cpuUsagePercent"),
                event.optionalPercent("memoryUsagePercent"),
                event.optionalPercent("diskUsagePercent"),
                event.optionalCount("cpuInterrupts"),
                event.optionalCount("cpuContextSwitches"),
                event.optionalCount("networkSentBytes"),
                event.optionalCount("networkReceivedBytes"),
                event.optionalCount("cpuSystemCalls"),
                event.optionalRate("cpuInterruptsPerSecond"),
                event.optionalRate("cpuContextSwitchesPerSecond"),
                event.optionalRate("networkSentBytesPerSecond"),
                event.optionalRate("networkReceivedBytesPerSecond"),
                event.optionalCount("memoryUsedBytes"),
                event.optionalCount("memoryFreeBytes"),
                event.optionalCount("missedTicks"));
    }

    private void checkTime(Instant sampledAt, Instant receivedAt) throws UndecodableRecord {
        if (sampledAt.isAfter(receivedAt.plus(FURTHEST_AHEAD))) {
            throw new UndecodableRecord(
                    RejectReason.FUTURE,
                    "sampledAt " + sampledAt + " is over an hour after Kafka received it: " + receivedAt);
        }
        if (sampledAt.isBefore(receivedAt.minus(rawRetention))) {
            throw new UndecodableRecord(
                    RejectReason.PAST,
                    "sampledAt " + sampledAt + " is over " + rawRetention.toDays() + " days before Kafka received it: "
                            + receivedAt);
        }
    }
}
