package io.metricspipeline.sink;

import java.util.Locale;

/** Why a record becomes no row. The code names it in the dead letter, in {@code metrics.rejected} and in the meter. */
enum RejectReason {
    /** No value at all. */
    TOMBSTONE,
    /** A value without a byte, or of white space alone. */
    EMPTY,
    /** More than 64 KiB. */
    TOO_LARGE,
    /** Not one complete JSON text in UTF-8, or a name that stands twice. */
    NOT_JSON,
    /** JSON nested too deep, or with a string, name or number too long. */
    LIMIT_EXCEEDED,
    /** JSON, but no object. */
    NOT_AN_OBJECT,
    /** A schemaVersion that this sink does not read. */
    UNSUPPORTED_VERSION,
    /** A required field is absent or null. */
    MISSING_FIELD,
    /** A field of another JSON type, a number with a fraction where an integer belongs, or no UUID. */
    WRONG_TYPE,
    /** A number outside the range of its field, or not finite. */
    OUT_OF_RANGE,
    /** A text that is empty or too long, or holds NUL or half a surrogate pair. */
    BAD_TEXT,
    /** Not a time in the form that its topic has; of a sample RFC 3339 in UTC. */
    BAD_TIME,
    /** Of a time more than an hour after Kafka received it. */
    FUTURE,
    /** Older than the retention of raw samples when Kafka received it. */
    PAST,
    /** The decoder itself failed: a fault of this program. */
    DECODER_FAILED,
    /** Refused by PostgreSQL when tried on its own. */
    DATABASE;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
