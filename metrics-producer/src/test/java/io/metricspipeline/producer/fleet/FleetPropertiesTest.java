package io.metricspipeline.producer.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SettingsAtStart;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetPropertiesTest {

    private final SettingsAtStart<FleetProperties> settings =
            new SettingsAtStart<>(FleetProperties.class, "producer.sources=fleet");

    @Test
    void hasDefaults() {
        assertThat(settings.read())
                .isEqualTo(new FleetProperties(
                        10,
                        Duration.ofSeconds(1),
                        "host-samples",
                        "fleet-labels",
                        "fleet-",
                        1,
                        new FleetProperties.Faults(
                                0, 0, 0, 0, Duration.ofMinutes(5), 0, Duration.ofMinutes(10), 0, 0, 0)));
    }

    @Test
    void readsEverySetting() {
        assertThat(settings.read(
                        "producer.fleet.hosts=100000",
                        "producer.fleet.interval=100ms",
                        "producer.fleet.topic=other",
                        "producer.fleet.labels-topic=truth",
                        "producer.fleet.name-prefix=sim.",
                        "producer.fleet.seed=7",
                        "producer.fleet.faults.anomalies-per-day=3",
                        "producer.fleet.faults.reboots-per-day=0.1",
                        "producer.fleet.faults.counter-resets-per-day=0.2",
                        "producer.fleet.faults.skewed=0.3",
                        "producer.fleet.faults.skew=1h",
                        "producer.fleet.faults.late=0.01",
                        "producer.fleet.faults.late-by=1m",
                        "producer.fleet.faults.out-of-order=0.02",
                        "producer.fleet.faults.duplicate=0.03",
                        "producer.fleet.faults.malformed=0.04"))
                .isEqualTo(new FleetProperties(
                        100_000,
                        Duration.ofMillis(100),
                        "other",
                        "truth",
                        "sim.",
                        7,
                        new FleetProperties.Faults(
                                3, 0.1, 0.2, 0.3, Duration.ofHours(1), 0.01, Duration.ofMinutes(1), 0.02, 0.03, 0.04)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hosts=0 | hosts | must be 1 to 100000
                    hosts=100001 | hosts | must be 1 to 100000
                    interval=99ms | interval | must be 100ms to 1h
                    interval=2h | interval | must be 100ms to 1h
                    topic=a topic | topic | must be a Kafka topic name
                    labels-topic=a topic | labelsTopic | must be a Kafka topic name
                    name-prefix=a host | namePrefix | must be 1 to 200 characters without white space
                    faults.anomalies-per-day=-1 | faults.anomaliesPerDay | must be 0 to 10000
                    faults.anomalies-per-day=10001 | faults.anomaliesPerDay | must be 0 to 10000
                    faults.reboots-per-day=-1 | faults.rebootsPerDay | must be 0 to 10000
                    faults.counter-resets-per-day=-1 | faults.counterResetsPerDay | must be 0 to 10000
                    faults.skewed=1.1 | faults.skewed | must be 0 to 1
                    faults.skew=25h | faults.skew | must be 0 to 1d
                    faults.skew=-1s | faults.skew | must be 0 to 1d
                    faults.late=-0.1 | faults.late | must be 0 to 1
                    faults.late-by=61m | faults.lateBy | must be 0 to 1h
                    faults.out-of-order=-0.1 | faults.outOfOrder | must be 0 to 1
                    faults.duplicate=-0.1 | faults.duplicate | must be 0 to 1
                    faults.malformed=-0.1 | faults.malformed | must be 0 to 1
                    """)
    void aBadSettingFailsTheStartWithOneMessageThatNamesItAndTheRule(String setting, String property, String rule) {
        assertThat(settings.reject("producer.fleet." + setting))
                .contains("Property: producer.fleet." + property, "Reason: " + rule)
                .containsOnlyOnce("Reason:");
    }

    @Test
    void noMoreThanEveryEventCanGoWrong() {
        assertThat(settings.reject("producer.fleet.faults.late=0.6", "producer.fleet.faults.duplicate=0.5"))
                .contains("late, out-of-order, duplicate and malformed must be 1 together at most");
    }

    @Test
    void areNotReadWhileTheSourceIsOff() {
        assertThat(new SettingsAtStart<>(FleetProperties.class, "producer.sources=host").areRead())
                .isFalse();
    }
}
