package io.metricspipeline.producer.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.Outlet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FleetSourceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong(-7_777);
    private final List<JsonNode> events = new ArrayList<>();
    private final List<JsonNode> labels = new ArrayList<>();
    private int malformed;

    @Test
    void everyHostHasItsMomentWithinEveryInterval() throws Exception {
        run(Fleets.sound(SECOND), Duration.ofMillis(3_500));

        assertThat(events)
                .extracting(event -> event.get("host").asString() + " " + event.get("sequence"))
                .containsExactly(
                        "fleet-0 0",
                        "fleet-1 0",
                        "fleet-2 0",
                        "fleet-0 1",
                        "fleet-1 1",
                        "fleet-2 1",
                        "fleet-0 2",
                        "fleet-1 2",
                        "fleet-2 2",
                        "fleet-0 3",
                        "fleet-1 3");
        assertThat(events).allMatch(event -> event.get("acknowledgedBelow").equals(event.get("sequence")));
    }

    @Test
    void roundsThatAreOverAreMissedTicksAndNoBurst() throws Exception {
        FleetSource source = source(Fleets.sound(SECOND));
        source.sendDue(new Recording());
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        source.sendDue(new Recording());

        assertThat(events).hasSize(4).last().satisfies(event -> {
            assertThat(event.get("missedTicks").asLong()).isEqualTo(59);
            assertThat(event.has("cpuInterruptsPerSecond")).isFalse();
        });
    }

    @Test
    void whatGoesWrongOnTheWayLosesNothing() throws Exception {
        run(faults(0.1, 0.1, 0.1, 0.1, 0), Duration.ofMinutes(10));

        List<String> keys = events.stream()
                .map(event -> event.get("producerId").asString() + event.get("sequence"))
                .toList();
        assertThat(keys.stream().distinct()).hasSizeBetween(3 * 600 - 20, 3 * 600);
        assertThat(keys.size() - keys.stream().distinct().count()).isBetween(120L, 240L);
        assertThat(malformed).isBetween(120, 240);
        assertThat(outOfOrder()).isBetween(200, 600);
    }

    @Test
    void tellsTheTruthAboutAnomaliesBesides() throws Exception {
        run(faults(0, 0, 0, 0, 1_000), Duration.ofMinutes(10));

        assertThat(labels)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(label -> assertThat(label.propertyNames())
                        .containsExactlyInAnyOrder("event_id", "host", "metric", "kind", "start", "end"));
        assertThat(labels.get(0).get("metric").asString()).matches("[a-z]\\w+(Percent|PerSecond)");
        assertThat(labels.get(0).get("kind").asString()).isIn("spike", "shift", "drift", "stuck");
    }

    /** Events that come after a later one of their host. */
    private int outOfOrder() {
        int found = 0;
        for (int host = 0; host < 3; host++) {
            long highest = -1;
            for (JsonNode event : events) {
                if (event.get("host").asString().equals("fleet-" + host)) {
                    found += event.get("sequence").asLong() < highest ? 1 : 0;
                    highest = Math.max(highest, event.get("sequence").asLong());
                }
            }
        }
        return found;
    }

    private void run(FleetProperties settings, Duration time) throws InterruptedException {
        FleetSource source = source(settings);
        long end = nanos.get() + time.toNanos();
        while (nanos.get() < end) {
            Duration pause = source.sendDue(new Recording());
            assertThat(pause).isPositive();
            nanos.addAndGet(pause.toNanos());
        }
    }

    private FleetSource source(FleetProperties settings) {
        return new FleetSource(settings, new NanoClock(), nanos::get);
    }

    private static FleetProperties faults(
            double late, double outOfOrder, double duplicate, double malformed, double anomalies) {
        return Fleets.with(
                SECOND,
                new FleetProperties.Faults(
                        anomalies,
                        0,
                        0,
                        0,
                        Duration.ZERO,
                        late,
                        Duration.ofSeconds(30),
                        outOfOrder,
                        duplicate,
                        malformed));
    }

    /** Keeps what is sent, and acknowledges it at once. */
    private final class Recording implements Outlet {

        @Override
        public void send(String topic, @Nullable String key, byte[] value, Runnable acknowledged) {
            try {
                JsonNode event = new JsonMapper().readTree(value);
                if (topic.equals("fleet-labels")) {
                    labels.add(event);
                } else if (isSound(event)) {
                    events.add(event);
                } else {
                    malformed++;
                }
            } catch (JacksonException noJson) {
                malformed++;
            }
            acknowledged.run();
        }

        private boolean isSound(JsonNode event) {
            return event.path("schemaVersion").isInt()
                    && event.get("cpuUsagePercent").asDouble() <= 100
                    && !event.get("sampledAt").asString().startsWith("about");
        }

        @Override
        public void awaitAcknowledgements() {}
    }

    private final class NanoClock extends Clock {

        @Override
        public Instant instant() {
            return Fleets.START.plusNanos(nanos.get() + 7_777);
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
