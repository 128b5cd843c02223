package io.metricspipeline.producer.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.metricspipeline.producer.Contract;
import io.metricspipeline.producer.HostSample;
import io.metricspipeline.producer.SampleEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatedHostTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final UUID NEXT_RUN = UUID.fromString("b7e4c9d1-0a38-4f6e-8c25-71d9e3a6f048");

    @Test
    void theSameSettingsAndTimesGiveTheSameSamples() {
        assertThat(samples(Fleets.sound(MINUTE), 1)).isEqualTo(samples(Fleets.sound(MINUTE), 1));
    }

    @Test
    void anotherRunHasTheSameHostAndAnotherProducer() {
        HostSample first = samples(Fleets.sound(MINUTE), 1).get(0);
        HostSample other = Fleets.samples(Fleets.sound(MINUTE), NEXT_RUN, MINUTE, label -> {})
                .get(0);

        assertThat(other.producerId()).isNotEqualTo(first.producerId());
        assertThat(other)
                .usingRecursiveComparison()
                .ignoringFields("producerId")
                .isEqualTo(first);
    }

    @Test
    void keepsToTheContract() {
        assertThat(samples(everyFault(), 1))
                .hasSizeGreaterThan(1_000)
                .allSatisfy(sample -> Contract.assertKept(new String(
                        SampleEvent.withoutLosses(sample, 0, List.of()).toJson(), StandardCharsets.UTF_8)));
    }

    @Test
    void theCountersGrowAsTheRatesSay() {
        List<HostSample> samples = samples(Fleets.sound(MINUTE), 1);

        assertThat(samples.get(0).networkReceivedBytesPerSecond()).isNull();
        for (int i = 1; i < samples.size(); i++) {
            double growth = value(samples.get(i).networkReceivedBytes())
                    - value(samples.get(i - 1).networkReceivedBytes());
            assertThat(growth / 60).isCloseTo(value(samples.get(i).networkReceivedBytesPerSecond()), within(0.1));
        }
    }

    @Test
    void hasNoRateAfterAMissedTick() {
        SimulatedHost host = new SimulatedHost(Fleets.sound(MINUTE), 0, Fleets.RUN, Fleets.START, label -> {});
        List<HostSample> samples = new ArrayList<>();
        host.sample(Fleets.START, 0).ifPresent(samples::add);
        host.sample(Fleets.START.plusSeconds(180), 2).ifPresent(samples::add);
        host.sample(Fleets.START.plusSeconds(240), 2).ifPresent(samples::add);

        assertThat(samples).extracting(HostSample::missedTicks).containsExactly(0L, 2L, 2L);
        assertThat(samples.get(1).cpuInterruptsPerSecond()).isNull();
        assertThat(samples.get(2).cpuInterruptsPerSecond()).isNotNull();
    }

    @Test
    void aRebootIsAPauseAndThenAnotherProcessWithCountersFromZero() {
        List<HostSample> samples = samples(faults(0, 5, 0, 0), 2);
        List<List<HostSample>> processes =
                samples.stream().collect(Collectors.groupingBy(HostSample::producerId)).values().stream()
                        .sorted(Comparator.comparing(process -> process.get(0).sampledAt()))
                        .toList();

        assertThat(processes).hasSizeBetween(4, 20);
        for (List<HostSample> process : processes.subList(1, processes.size())) {
            HostSample first = process.get(0);
            assertThat(process)
                    .extracting(HostSample::sequence)
                    .isSorted()
                    .startsWith(0L)
                    .doesNotHaveDuplicates();
            assertThat(process.get(process.size() - 1).sequence()).isEqualTo(process.size() - 1);
            assertThat(Duration.between(first.bootedAt(), first.sampledAt()))
                    .isLessThanOrEqualTo(MINUTE.plusSeconds(1));
            assertThat(value(first.cpuInterrupts()))
                    .isLessThan(value(samples.get(0).cpuInterrupts()));
            assertThat(first.cpuInterruptsPerSecond()).isNull();
        }
        assertThat(samples.size()).isLessThan(2 * 24 * 60 - processes.size() + 2);
    }

    @Test
    void aCounterResetIsNoReboot() {
        List<HostSample> samples = samples(faults(0, 0, 5, 0), 2);

        List<HostSample> resets = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            if (value(samples.get(i).networkSentBytes())
                    < value(samples.get(i - 1).networkSentBytes())) {
                resets.add(samples.get(i));
            }
        }
        assertThat(resets).hasSizeBetween(3, 20).allMatch(sample -> sample.networkSentBytesPerSecond() == null);
        assertThat(samples)
                .extracting(HostSample::bootedAt)
                .containsOnly(samples.get(0).bootedAt());
        assertThat(samples)
                .extracting(HostSample::producerId)
                .containsOnly(samples.get(0).producerId());
    }

    @Test
    void aSkewedClockIsWrongByTheSameTimeAlways() {
        List<HostSample> samples = samples(faults(0, 0, 0, 1), 1);

        Duration skew = Duration.between(Fleets.START, samples.get(0).sampledAt());
        assertThat(skew.abs()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(5));
        for (int i = 0; i < samples.size(); i++) {
            assertThat(samples.get(i).sampledAt())
                    .isEqualTo(Fleets.START.plus(MINUTE.multipliedBy(i)).plus(skew));
        }
    }

    /** But for its anomalies it would have sent the same values, so what is labelled is what differs. */
    @Test
    void theLabelsTellTheWholeTruth() {
        List<Anomaly> labels = new ArrayList<>();
        List<HostSample> anomalous = Fleets.samples(faults(6, 0, 0, 0), Duration.ofDays(20), labels::add);
        List<HostSample> normal = samples(Fleets.sound(MINUTE), 20);

        assertThat(labels).hasSizeBetween(60, 180);
        assertThat(labels.stream().map(Anomaly::kind).distinct()).containsExactlyInAnyOrder(Anomaly.Kind.values());
        assertThat(labels.stream().map(Anomaly::metric).distinct()).containsExactlyInAnyOrder(Anomaly.Metric.values());
        for (int i = 0; i < normal.size(); i++) {
            for (Anomaly.Metric metric : Anomaly.Metric.values()) {
                Double expected = value(metric, normal.get(i));
                if (!isLabelled(labels, metric, normal.get(i).sampledAt())) {
                    assertThat(value(metric, anomalous.get(i))).isEqualTo(expected);
                }
            }
        }
        assertThat(labels).allMatch(label -> differs(label, anomalous, normal));
    }

    private static boolean isLabelled(List<Anomaly> labels, Anomaly.Metric metric, Instant at) {
        return labels.stream().anyMatch(label -> label.metric() == metric && covers(label, at));
    }

    private static boolean covers(Anomaly label, Instant at) {
        return !at.isBefore(label.start()) && at.isBefore(label.end());
    }

    private static boolean differs(Anomaly label, List<HostSample> anomalous, List<HostSample> normal) {
        for (int i = 0; i < normal.size(); i++) {
            if (covers(label, normal.get(i).sampledAt())
                    && !Objects.equals(value(label.metric(), anomalous.get(i)), value(label.metric(), normal.get(i)))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Double value(Anomaly.Metric metric, HostSample sample) {
        return switch (metric) {
            case CPU -> sample.cpuUsagePercent();
            case MEMORY -> sample.memoryUsagePercent();
            case DISK -> sample.diskUsagePercent();
            case RECEIVED -> sample.networkReceivedBytesPerSecond();
            case SENT -> sample.networkSentBytesPerSecond();
        };
    }

    private static List<HostSample> samples(FleetProperties settings, int days) {
        return Fleets.samples(settings, Duration.ofDays(days), label -> {});
    }

    private static FleetProperties everyFault() {
        return faults(10, 10, 10, 1);
    }

    private static FleetProperties faults(double anomalies, double reboots, double resets, double skewed) {
        return Fleets.with(
                MINUTE,
                new FleetProperties.Faults(
                        anomalies, reboots, resets, skewed, Duration.ofMinutes(5), 0, Duration.ZERO, 0, 0, 0));
    }

    private static double value(@Nullable Number number) {
        return Objects.requireNonNull(number).doubleValue();
    }
}
