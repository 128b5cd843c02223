package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTimeTest {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int TIMES = Integer.getInteger("fuzz.events", 30_000);
    private static final Pattern FORM =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):\\d\\d:\\d\\d(\\.\\d{1,9})?Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T09:30:15Z",
                "2026-11-21T09:30:15.250417Z",
                "2026-11-21T09:30:15.123456789Z",
                "2024-02-29T00:00:00.9Z",
                "2026-02-29T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "2026-12-31T23:59:60.5Z",
                "2026-12-31T22:59:60Z",
                "2026-11-21T24:00:00Z",
                "2026-11-21T09:30:15.Z",
                "2026-11-21T09:30:15.1234567890Z",
                "2026-11-21T09:30:15,5Z",
                "2026-11-21T09:30:15z",
                "2026-11-21T09:30:15",
                "2026-11-21T09:30Z",
                "\uff12026-11-21T09:30:15Z",
                "Z",
                ""
            })
    void readsWhatInstantReads(String text) {
        assertThat(read(text)).isEqualTo(expected(text));
    }

    @Test
    void readsWhatInstantReadsInAnyPlaceOfAnyCharacter() {
        Random random = new Random(SEED);
        for (int time = 0; time < TIMES; time++) {
            StringBuilder text = new StringBuilder(Instant.ofEpochSecond(
                            random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000))
                    .toString());
            for (int change = random.nextInt(3); change > 0; change--) {
                text.setCharAt(random.nextInt(text.length()), "0123456789:-.TZ ".charAt(random.nextInt(16)));
            }
            assertThat(read(text.toString())).as("%s, seed %d", text, SEED).isEqualTo(expected(text.toString()));
        }
    }

    private static @Nullable Instant read(String text) {
        try {
            return UtcTime.hasForm(text) ? UtcTime.toMicros(text) : null;
        } catch (DateTimeException noSuchTime) {
            return null;
        }
    }

    private static @Nullable Instant expected(String text) {
        try {
            return FORM.matcher(text).matches() ? Instant.parse(text).truncatedTo(ChronoUnit.MICROS) : null;
        } catch (DateTimeException noSuchTime) {
            return null;
        }
    }
}
