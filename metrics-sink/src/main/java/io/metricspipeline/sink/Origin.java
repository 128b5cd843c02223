package io.metricspipeline.sink;

import static java.util.Comparator.comparing;

import java.util.Comparator;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a record stands in Kafka; of one that was replayed, where the one stands that was rejected first. So it is the same
 * however often the record is read or replayed.
 */
record Origin(UUID topicId, int partition, long offset) {

    static final Comparator<Origin> ORDER =
            comparing(Origin::topicId).thenComparing(Origin::partition).thenComparing(Origin::offset);

    private static final Pattern TEXT =
            Pattern.compile("(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})/(\\d{1,9})/(\\d{1,18})");

    static Origin of(UUID topicId, ConsumerRecord<?, ?> record) {
        String replayed = DeadLetter.text(record, DeadLetter.REPLAY_ORIGIN);
        Matcher text = TEXT.matcher(replayed == null ? "" : replayed);
        return text.matches() && record.topic().equals(DeadLetter.text(record, DeadLetter.REPLAY_TOPIC))
                ? new Origin(
                        UUID.fromString(text.group(1)), Integer.parseInt(text.group(2)), Long.parseLong(text.group(3)))
                : new Origin(topicId, record.partition(), record.offset());
    }

    /** As {@link DeadLetter} writes it. */
    @Override
    public String toString() {
        return topicId + "/" + partition + "/" + offset;
    }
}
