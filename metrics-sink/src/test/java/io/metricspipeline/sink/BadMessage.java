package io.metricspipeline.sink;

import static io.metricspipeline.sink.RejectReason.BAD_TEXT;
import static io.metricspipeline.sink.RejectReason.BAD_TIME;
import static io.metricspipeline.sink.RejectReason.EMPTY;
import static io.metricspipeline.sink.RejectReason.FUTURE;
import static io.metricspipeline.sink.RejectReason.LIMIT_EXCEEDED;
import static io.metricspipeline.sink.RejectReason.MISSING_FIELD;
import static io.metricspipeline.sink.RejectReason.NOT_AN_OBJECT;
import static io.metricspipeline.sink.RejectReason.NOT_JSON;
import static io.metricspipeline.sink.RejectReason.OUT_OF_RANGE;
import static io.metricspipeline.sink.RejectReason.PAST;
import static io.metricspipeline.sink.RejectReason.TOMBSTONE;
import static io.metricspipeline.sink.RejectReason.TOO_LARGE;
import static io.metricspipeline.sink.RejectReason.UNSUPPORTED_VERSION;
import static io.metricspipeline.sink.RejectReason.WRONG_TYPE;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every kind of record that is no sample, each with the reason that it must get: what is told in Java here, and the
 * events with one spoiled field of {@code poison.txt}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BadMessage(String name, byte @Nullable [] value, RejectReason reason) {

    static List<BadMessage> all() {
        return Stream.of(spoiledFields(), spoiledRecords())
                .flatMap(List::stream)
                .toList();
    }

    private static List<BadMessage> spoiledFields() {
        try (InputStream file = requireNonNull(BadMessage.class.getResourceAsStream("/poison.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", 3))
                    .map(words -> spoiled(RejectReason.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1], words[2]))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static BadMessage spoiled(RejectReason reason, String field, String json) {
        ObjectNode event = new Events().event(9);
        event.remove(field);
        String rest = event.toString().substring(1);
        return text(
                field + " " + json, json.equals("-") ? "{" + rest : "{\"" + field + "\":" + json + "," + rest, reason);
    }

    private static List<BadMessage> spoiledRecords() {
        return List.of(
                new BadMessage("tombstone", null, TOMBSTONE),
                new BadMessage("no bytes", new byte[0], EMPTY),
                text("not JSON", "cpu=12.5", NOT_JSON),
                text("only white space", "  \n", EMPTY),
                text("cut off", valid().substring(0, 40), NOT_JSON),
                text("something after the event", valid() + "{}", NOT_JSON),
                text("NaN as a literal", valid().replace("12.5", "NaN"), NOT_JSON),
                text("a name that stands twice", valid().replaceFirst("\\{", "{\"sequence\":7,"), NOT_JSON),
                new BadMessage("no UTF-8", raw(valid().replace("\"host\":\"", "\"host\":\"\u00ff")), NOT_JSON),
                new BadMessage("UTF-16", valid().getBytes(StandardCharsets.UTF_16), NOT_JSON),
                text("array", "[" + valid() + "]", NOT_AN_OBJECT),
                text("null", "null", NOT_AN_OBJECT),
                text("number", "42", NOT_AN_OBJECT),
                changed("huge", event -> event.put("padding", "x".repeat(70_000)), TOO_LARGE),
                changed("long string", event -> event.put("padding", "x".repeat(5_000)), LIMIT_EXCEEDED),
                text(
                        "deep",
                        valid().replaceFirst("\\{", "{\"deep\":" + "[".repeat(50) + "]".repeat(50) + ","),
                        LIMIT_EXCEEDED),
                text("a number of 100 digits", valid().replace("12.5", "1".repeat(100)), LIMIT_EXCEEDED),
                changed("next version", event -> event.put("schemaVersion", 2), UNSUPPORTED_VERSION),
                changed("no version", event -> event.remove("schemaVersion"), MISSING_FIELD),
                changed("no host", event -> event.remove("host"), MISSING_FIELD),
                changed("null host", event -> event.putNull("host"), MISSING_FIELD),
                changed("no sequence", event -> event.remove("sequence"), MISSING_FIELD),
                changed("no time", event -> event.remove("sampledAt"), MISSING_FIELD),
                changed("loss without a reason", event -> loss(event).remove("reason"), MISSING_FIELD),
                changed("sequence as a string", event -> event.put("sequence", "7"), WRONG_TYPE),
                changed("sequence with a fraction", event -> event.put("sequence", 7.5), WRONG_TYPE),
                changed("producerId of no UUID", event -> event.put("producerId", "producer-1"), WRONG_TYPE),
                changed("host as a number", event -> event.put("host", 42), WRONG_TYPE),
                changed("percent as a string", event -> event.put("cpuUsagePercent", "NaN"), WRONG_TYPE),
                changed("percent as true", event -> event.put("cpuUsagePercent", true), WRONG_TYPE),
                changed("time as a number", event -> event.put("sampledAt", 1_795_000_000L), WRONG_TYPE),
                changed("counter as an object", event -> event.putObject("cpuInterrupts"), WRONG_TYPE),
                changed("losses as an object", event -> event.putObject("losses"), WRONG_TYPE),
                changed("negative sequence", event -> event.put("sequence", -1), OUT_OF_RANGE),
                text(
                        "sequence of 65 bits",
                        valid().replace("\"sequence\":9", "\"sequence\":18446744073709551616"),
                        OUT_OF_RANGE),
                changed("percent 101", event -> event.put("cpuUsagePercent", 101), OUT_OF_RANGE),
                text("percent 1e999", valid().replace("12.5", "1e999"), OUT_OF_RANGE),
                changed("negative counter", event -> event.put("cpuInterrupts", -1), OUT_OF_RANGE),
                changed("interval zero", event -> event.put("intervalMillis", 0), OUT_OF_RANGE),
                changed("loss that ends before it starts", event -> loss(event).put("toSequence", 2), OUT_OF_RANGE),
                changed("empty host", event -> event.put("host", ""), BAD_TEXT),
                changed("host of 254 characters", event -> event.put("host", "h".repeat(254)), BAD_TEXT),
                changed("NUL in the host", event -> event.put("host", "web\0one"), BAD_TEXT),
                text("lone surrogate in the host", valid().replace("\"host\":\"", "\"host\":\"\\ud800"), BAD_TEXT),
                changed("year 300000", event -> event.put("sampledAt", "+300000-01-01T00:00:00Z"), BAD_TIME),
                changed("the 30th of February", event -> event.put("sampledAt", "2026-02-30T00:00:00Z"), BAD_TIME),
                changed("local time", event -> event.put("sampledAt", "2026-11-21T00:00:00"), BAD_TIME),
                changed("two hours ahead", event -> event.put("sampledAt", fromNow(2, ChronoUnit.HOURS)), FUTURE),
                changed("16 days old", event -> event.put("sampledAt", fromNow(-16, ChronoUnit.DAYS)), PAST));
    }

    private static String valid() {
        return new Events().event(9).toString();
    }

    private static BadMessage changed(String name, Consumer<ObjectNode> change, RejectReason reason) {
        ObjectNode event = new Events().event(9);
        change.accept(event);
        return new BadMessage(name, Events.bytes(event), reason);
    }

    private static BadMessage text(String name, String value, RejectReason reason) {
        return new BadMessage(name, value.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static byte[] raw(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ObjectNode loss(ObjectNode event) {
        return event.putArray("losses")
                .addObject()
                .put("producerId", "3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60")
                .put("fromSequence", 3)
                .put("toSequence", 4)
                .put("reason", "queue_full");
    }

    private static String fromNow(long amount, ChronoUnit unit) {
        return Instant.now().plus(amount, unit).toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
