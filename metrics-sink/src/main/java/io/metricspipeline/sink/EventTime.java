package io.metricspipeline.sink;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a time in whatever form events write it: RFC 3339 with any offset, or seconds or milliseconds since 1970. */
final class EventTime {

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    // In seconds the year 5138, in milliseconds 1973.
    private static final BigDecimal LEAST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

    private EventTime() {}

    /** In microseconds, as PostgreSQL keeps it; null when it is no time from 1970 to 9999. */
    static @Nullable Instant of(JsonNode value) {
        try {
            Instant time = value.isString()
                    ? OffsetDateTime.parse(value.asString()).toInstant()
                    : value.isNumber() ? ofNumber(value.decimalValue()) : null;
            return time == null || time.isBefore(EARLIEST) || time.isAfter(LATEST)
                    ? null
                    : time.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException | ArithmeticException noTime) {
            return null;
        }
    }

    private static Instant ofNumber(BigDecimal number) {
        BigDecimal micros = number.movePointRight(number.compareTo(LEAST_MILLIS) < 0 ? 6 : 3);
        return Instant.EPOCH.plus(micros.toBigInteger().longValueExact(), ChronoUnit.MICROS);
    }
}
