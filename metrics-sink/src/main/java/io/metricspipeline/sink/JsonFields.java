package io.metricspipeline.sink;

import static io.metricspipeline.sink.RejectReason.BAD_TEXT;
import static io.metricspipeline.sink.RejectReason.BAD_TIME;
import static io.metricspipeline.sink.RejectReason.MISSING_FIELD;
import static io.metricspipeline.sink.RejectReason.OUT_OF_RANGE;
import static io.metricspipeline.sink.RejectReason.WRONG_TYPE;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Typed, strict reading of one JSON object. Nothing is coerced, null counts as absent, and a value that a column could
 * not hold is refused here, with the field's name, before a database sees it.
 *
 * @param values what {@link JsonReader} found under the names of the contract
 * @param path before the names of its fields, when something is wrong with one
 */
record JsonFields(Map<Field, ? extends @Nullable Object> values, String path) {

    /** One less than a long holds, so that a range of sequences still has an end. */
    static final long MAX_LONG = Long.MAX_VALUE - 1;

    private static final int UUID_LENGTH = 36;

    long requiredLong(Field field, long min, long max) throws UndecodableRecord {
        return required(field, optionalLong(field, min, max));
    }

    @Nullable
    Long optionalLong(Field field, long min, long max) throws UndecodableRecord {
        Object value = values.get(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Long number)) {
            throw value instanceof BigInteger
                    ? refused(OUT_OF_RANGE, field, "does not fit 64 bits")
                    : refused(WRONG_TYPE, field, "is no integer");
        }
        if (number < min || number > max) {
            throw refused(OUT_OF_RANGE, field, "is not within " + min + " to " + max);
        }
        return number;
    }

    @Nullable
    Long optionalCount(Field field) throws UndecodableRecord {
        return optionalLong(field, 0, MAX_LONG);
    }

    @Nullable
    Double optionalDouble(Field field, double max) throws UndecodableRecord {
        Object value = values.get(field);
        if (value == null) {
            return null;
        }
        check(value instanceof Number, WRONG_TYPE, field, "is no number");
        Double number = value instanceof Double already ? already : Double.valueOf(((Number) value).doubleValue());
        check(Double.isFinite(number), OUT_OF_RANGE, field, "is not finite");
        if (number < 0 || number > max) {
            throw refused(OUT_OF_RANGE, field, "is not within 0 to " + max);
        }
        return number;
    }

    @Nullable
    Double optionalPercent(Field field) throws UndecodableRecord {
        return optionalDouble(field, 100);
    }

    @Nullable
    Double optionalRate(Field field) throws UndecodableRecord {
        return optionalDouble(field, Double.MAX_VALUE);
    }

    String requiredText(Field field, int longest) throws UndecodableRecord {
        String text = string(field, required(field, values.get(field)));
        if (text.isEmpty() || text.length() > longest) {
            throw refused(BAD_TEXT, field, "must have 1 to " + longest + " characters");
        }
        check(text.indexOf('\0') < 0, BAD_TEXT, field, "holds NUL");
        check(isWellFormed(text), BAD_TEXT, field, "holds half a surrogate pair");
        return text;
    }

    UUID requiredUuid(Field field) throws UndecodableRecord {
        String text = string(field, required(field, values.get(field)));
        check(isUuid(text), WRONG_TYPE, field, "is no UUID");
        return UUID.fromString(text);
    }

    Instant requiredTime(Field field) throws UndecodableRecord {
        return required(field, optionalTime(field));
    }

    /** Cut to the microseconds that PostgreSQL keeps, so that an event has the same key however often it comes. */
    @Nullable
    Instant optionalTime(Field field) throws UndecodableRecord {
        Object value = values.get(field);
        if (value == null) {
            return null;
        }
        String text = string(field, value);
        check(UtcTime.hasForm(text), BAD_TIME, field, "is no RFC 3339 time in UTC");
        try {
            return UtcTime.toMicros(text);
        } catch (DateTimeException impossibleDate) {
            throw refused(BAD_TIME, field, "is no date or time of day that exists");
        }
    }

    /** The objects of an optional array. */
    List<JsonFields> objects(Field field, int most) throws UndecodableRecord {
        Object value = values.get(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> array)) {
            throw refused(WRONG_TYPE, field, "is no array");
        }
        if (array.size() > most) {
            throw refused(OUT_OF_RANGE, field, "has more than " + most + " elements");
        }
        List<JsonFields> objects = new ArrayList<>(array.size());
        for (Object element : array) {
            if (!(element instanceof JsonFields object)) {
                throw refused(WRONG_TYPE, field, "holds something that is no object");
            }
            objects.add(new JsonFields(object.values, path + field.json() + "[" + objects.size() + "]."));
        }
        return objects;
    }

    private String string(Field field, Object value) throws UndecodableRecord {
        if (value instanceof String text) {
            return text;
        }
        throw refused(WRONG_TYPE, field, "is no string");
    }

    private <T> T required(Field field, @Nullable T value) throws UndecodableRecord {
        if (value == null) {
            throw refused(MISSING_FIELD, field, "is required");
        }
        return value;
    }

    private void check(boolean holds, RejectReason reason, Field field, String rule) throws UndecodableRecord {
        if (!holds) {
            throw refused(reason, field, rule);
        }
    }

    private UndecodableRecord refused(RejectReason reason, Field field, String rule) {
        return new UndecodableRecord(reason, path + field.json() + " " + rule);
    }

    private static boolean isWellFormed(String text) {
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return false;
            }
            at += Character.charCount(point);
        }
        return true;
    }

    /** The form that everybody writes: UUID.fromString takes shorter groups too. */
    private static boolean isUuid(String text) {
        boolean holds = text.length() == UUID_LENGTH;
        for (int i = 0; holds && i < UUID_LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            holds = dash ? text.charAt(i) == '-' : HexFormat.isHexDigit(text.charAt(i));
        }
        return holds;
    }
}
