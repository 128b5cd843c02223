package io.metricspipeline.sink.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final Heartbeat heartbeat = new Heartbeat();

    @Test
    void isFullWhereEverySampleCame() {
        IntStream.range(0, Heartbeat.SLOTS).forEach(slot -> heartbeat.add(slot, 4));

        assertThat(heartbeat.bar(500)).isEqualTo("9".repeat(30));
        assertThat(heartbeat.received()).isEqualTo(heartbeat.expected(500)).isEqualTo(120);
    }

    @Test
    void showsWhereSomeOrAllAreMissing() {
        heartbeat.add(0, 4);
        heartbeat.add(1, 2);
        heartbeat.add(29, 1);

        assertThat(heartbeat.bar(500)).isEqualTo("94" + "0".repeat(27) + "2");
    }

    @Test
    void countsASampleForTheSlotsUntilTheNextOneIsDue() {
        IntStream.of(0, 5, 10, 20, 25).forEach(slot -> heartbeat.add(slot, 1));

        assertThat(heartbeat.bar(10_000)).isEqualTo("9".repeat(15) + "00000" + "9".repeat(10));
        assertThat(heartbeat.expected(10_000)).isEqualTo(6);
    }

    @Test
    void callsNoTickAGapThatFellBesideItsSlot() {
        heartbeat.add(0, 19);
        heartbeat.add(1, 21);

        assertThat(heartbeat.bar(100)).startsWith("99");
    }

    @Test
    void passesOverWhatIsOutsideTheMinute() {
        heartbeat.add(-1, 4);
        heartbeat.add(30, 4);

        assertThat(heartbeat.received()).isZero();
    }
}
