package io.metricspipeline.sink;

import static io.metricspipeline.sink.JsonFields.MAX_LONG;

import io.metricspipeline.sink.ProducerStatement.Closed;
import io.metricspipeline.sink.ProducerStatement.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.stereotype.Component;

/**
 * Bytes in, a valid sample or the reason why not out; never throws. Valid means that a row can hold it: types, ranges
 * and texts as in the contract, and a time at most the retention of raw samples before and an hour after Kafka received it.
 * Only Kafka's clock is asked, so a record is judged alike whenever it is read.
 */
@Component
class SampleDecoder {

    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_LOSS_REASON = 100;
    private static final int MOST_STATEMENTS = 100;
    private static final Duration FURTHEST_AHEAD = Duration.ofHours(1);

    private final Duration rawRetention;
    private final KnownIdentities identities = new KnownIdentities();

    SampleDecoder(SinkProperties properties) {
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
            JsonFields event = JsonReader.read(source.value());
            checkVersion(event);
            Identity identity =
                    identities.of(event.requiredText(Field.HOST, LONGEST_HOST), event.requiredUuid(Field.PRODUCER_ID));
            decoded = decoded.with(identity);
            long sequence = event.requiredLong(Field.SEQUENCE, 0, MAX_LONG);
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

    private static void checkVersion(JsonFields event) throws UndecodableRecord {
        long version = event.requiredLong(Field.SCHEMA_VERSION, 0, MAX_LONG);
        if (version != 1) {
            throw new UndecodableRecord(
                    RejectReason.UNSUPPORTED_VERSION, "schemaVersion is " + version + "; this sink reads 1");
        }
    }

    private static ProducerStatement statement(JsonFields event, Identity identity) throws UndecodableRecord {
        List<Loss> losses = losses(event.objects(Field.LOSSES, MOST_STATEMENTS));
        List<Closed> closed = closed(event.objects(Field.CLOSED, MOST_STATEMENTS));
        return new ProducerStatement(
                identity, event.requiredLong(Field.ACKNOWLEDGED_BELOW, 0, MAX_LONG), losses, closed);
    }

    private static List<Loss> losses(List<JsonFields> objects) throws UndecodableRecord {
        List<Loss> losses = new ArrayList<>(objects.size());
        for (JsonFields loss : objects) {
            long from = loss.requiredLong(Field.FROM_SEQUENCE, 0, MAX_LONG);
            long to = loss.requiredLong(Field.TO_SEQUENCE, from, MAX_LONG);
            losses.add(new Loss(
                    loss.requiredUuid(Field.PRODUCER_ID),
                    from,
                    to,
                    loss.requiredText(Field.REASON, LONGEST_LOSS_REASON)));
        }
        return losses;
    }

    private static List<Closed> closed(List<JsonFields> objects) throws UndecodableRecord {
        List<Closed> closed = new ArrayList<>(objects.size());
        for (JsonFields producer : objects) {
            closed.add(new Closed(
                    producer.requiredUuid(Field.PRODUCER_ID), producer.requiredLong(Field.SEQUENCES, 0, MAX_LONG)));
        }
        return closed;
    }

    private static HostSample sample(JsonFields event, Identity identity, long sequence) throws UndecodableRecord {
        return new HostSample(
                identity,
                sequence,
                event.requiredTime(Field.SAMPLED_AT),
                (int) event.requiredLong(Field.INTERVAL_MILLIS, 1, Integer.MAX_VALUE),
                event.optionalTime(Field.BOOTED_AT),
                event.optionalPercent(Field.CPU_USAGE_PERCENT),
                event.optionalPercent(Field.MEMORY_USAGE_PERCENT),
                event.optionalPercent(Field.DISK_USAGE_PERCENT),
                event.optionalCount(Field.CPU_INTERRUPTS),
                event.optionalCount(Field.CPU_CONTEXT_SWITCHES),
                event.optionalCount(Field.NETWORK_SENT_BYTES),
                event.optionalCount(Field.NETWORK_RECEIVED_BYTES),
                event.optionalCount(Field.CPU_SYSTEM_CALLS),
                event.optionalRate(Field.CPU_INTERRUPTS_PER_SECOND),
                event.optionalRate(Field.CPU_CONTEXT_SWITCHES_PER_SECOND),
                event.optionalRate(Field.NETWORK_SENT_BYTES_PER_SECOND),
                event.optionalRate(Field.NETWORK_RECEIVED_BYTES_PER_SECOND),
                event.optionalCount(Field.MEMORY_USED_BYTES),
                event.optionalCount(Field.MEMORY_FREE_BYTES),
                event.optionalCount(Field.MISSED_TICKS));
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
