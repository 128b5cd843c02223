package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metricspipeline.sink.Breaker.DatabaseRefusesRows;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private final AdjustableClock clock = new AdjustableClock();
    private final Breaker breaker = new Breaker(clock);

    @Test
    void opensAtTheTwentiethRecordInAMinuteThoughOthersAreAccepted() {
        refuse(0, 19);
        breaker.tried(true);

        assertThatThrownBy(() -> refuse(19, 20))
                .isInstanceOf(DatabaseRefusesRows.class)
                .hasMessageContaining("23502");
    }

    @Test
    void forgetsRecordsAfterAMinute() {
        refuse(0, 19);
        clock.advance(Duration.ofSeconds(61));

        assertThatCode(() -> refuse(19, 38)).doesNotThrowAnyException();
    }

    @Test
    void countsARecordOnceHoweverOftenItIsTried() {
        assertThatCode(() -> {
                    for (int attempt = 0; attempt < 30; attempt++) {
                        refuse(0, 4);
                        breaker.tried(false);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void opensWhenNoneOfTheLastFiveWasAccepted() {
        refuse(0, 4);
        breaker.tried(false);
        refuse(4, 5);

        assertThatThrownBy(() -> breaker.tried(false)).isInstanceOf(DatabaseRefusesRows.class);
    }

    @Test
    void staysShutWhenOneInBetweenWasAccepted() {
        refuse(0, 4);
        breaker.tried(true);
        refuse(4, 5);

        assertThatCode(() -> breaker.tried(false)).doesNotThrowAnyException();
    }

    private void refuse(int from, int to) {
        for (int row = from; row < to; row++) {
            breaker.refused(row, new SQLException("null value", "23502"));
        }
    }

    private static final class AdjustableClock extends Clock {

        private Instant now = Instant.EPOCH;

        void advance(Duration step) {
            now = now.plus(step);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
