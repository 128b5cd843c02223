package io.metricspipeline.sink;

import static io.metricspipeline.sink.RejectReason.BAD_TEXT;
import static io.metricspipeline.sink.RejectReason.BAD_TIME;
import static io.metricspipeline.sink.RejectReason.MISSING_FIELD;
import static io.metricspipeline.sink.RejectReason.OUT_OF_RANGE;
import static io.metricspipeline.sink.RejectReason.WRONG_TYPE;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Typed, strict reading of one JSON object. Nothing is coerced, null counts as absent, and a value that a column could
 * not hold is refused here, with the field's name, before a database sees it.
 */
record PlainFields(JsonNode object, String path) {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern RFC_3339_UTC =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):\\d\\d:\\d\\d(\\.\\d{1,9})?Z");

    /** One less than a long holds, so that a range of sequences still has an end. */
    static final long MAX_LONG = Long.MAX_VALUE - 1;

    long requiredLong(String name, long min, long max) throws UndecodableRecord {
        return required(name, optionalLong(name, min, max));
    }

    @Nullable
    Long optionalLong(String name, long min, long max) throws UndecodableRecord {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        check(value.isIntegralNumber(), WRONG_TYPE, name, "is no integer");
        check(value.canConvertToLong(), OUT_OF_RANGE, name, "does not fit 64 bits");
        check(
                value.longValue() >= min && value.longValue() <= max,
                OUT_OF_RANGE,
                name,
                "is not within " + min + " to " + max);
        return value.longValue();
    }

    @Nullable
    Long optionalCount(String name) throws UndecodableRecord {
        return optionalLong(name, 0, MAX_LONG);
    }

    @Nullable
    Double optionalDouble(String name, double max) throws UndecodableRecord {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        check(value.isNumber(), WRONG_TYPE, name, "is no number");
        double number = value.doubleValue();
        check(Double.isFinite(number), OUT_OF_RANGE, name, "is not finite");
        check(number >= 0 && number <= max, OUT_OF_RANGE, name, "is not within 0 to " + max);
        return number;
    }

    @Nullable
    Double optionalPercent(String name) throws UndecodableRecord {
        return optionalDouble(name, 100);
    }

    @Nullable
    Double optionalRate(String name) throws UndecodableRecord {
        return optionalDouble(name, Double.MAX_VALUE);
    }

    String requiredText(String name, int longest) throws UndecodableRecord {
        String text = string(name);
        check(!text.isEmpty() && text.length() <= longest, BAD_TEXT, name, "must have 1 to " + longest + " characters");
        check(text.indexOf('\0') < 0, BAD_TEXT, name, "holds NUL");
        check(isWellFormed(text), BAD_TEXT, name, "holds half a surrogate pair");
        return text;
    }

    UUID requiredUuid(String name) throws UndecodableRecord {
        String text = string(name);
        check(UUID_TEXT.matcher(text).matches(), WRONG_TYPE, name, "is no UUID");
        return UUID.fromString(text);
    }

    Instant requiredTime(String name) throws UndecodableRecord {
        return required(name, optionalTime(name));
    }

    /** Cut to the microseconds that PostgreSQL keeps, so that an event has the same key however often it comes. */
    @Nullable
    Instant optionalTime(String name) throws UndecodableRecord {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        check(value.isString(), WRONG_TYPE, name, "is no string");
        check(RFC_3339_UTC.matcher(value.stringValue()).matches(), BAD_TIME, name, "is no RFC 3339 time in UTC");
        try {
            return Instant.parse(value.stringValue()).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException impossibleDate) {
            throw refused(BAD_TIME, name, "is no date or time of day that exists");
        }
    }

    /** The objects of an optional array. */
    List<PlainFields> objects(String name, int most) throws UndecodableRecord {
        JsonNode array = field(name);
        if (array == null) {
            return List.of();
        }
        check(array.isArray(), WRONG_TYPE, name, "is no array");
        check(array.size() <= most, OUT_OF_RANGE, name, "has more than " + most + " elements");
        List<PlainFields> objects = new ArrayList<>();
        for (JsonNode element : array) {
            check(element.isObject(), WRONG_TYPE, name, "holds something that is no object");
            objects.add(new PlainFields(element, path + name + "[" + objects.size() + "]."));
        }
        return objects;
    }

    private String string(String name) throws UndecodableRecord {
        JsonNode value = required(name, field(name));
        check(value.isString(), WRONG_TYPE, name, "is no string");
        return value.stringValue();
    }

    private @Nullable JsonNode field(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private <T> T required(String name, @Nullable T value) throws UndecodableRecord {
        if (value == null) {
            throw refused(MISSING_FIELD, name, "is required");
        }
        return value;
    }

    private void check(boolean holds, RejectReason reason, String name, String rule) throws UndecodableRecord {
        if (!holds) {
            throw refused(reason, name, rule);
        }
    }

    private UndecodableRecord refused(RejectReason reason, String name, String rule) {
        return new UndecodableRecord(reason, path + name + " " + rule);
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
