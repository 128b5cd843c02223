package io.metricspipeline.producer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HostSamplerTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Clock clock = Clock.fixed(Instant.parse("2026-11-21T09:30:15.250417999Z"), ZoneOffset.UTC);
    private final HostSampler sampler =
            new HostSampler(Samples.settings(Duration.ofMillis(100), 10), clock, nanos::get);

    @Test
    void numbersItsSamplesFromZero() {
        HostSample first = sampler.sample(0);
        HostSample second = sampler.sample(0);

        assertThat(first.sequence()).isZero();
        assertThat(second.sequence()).isEqualTo(1);
        assertThat(second.producerId()).isEqualTo(first.producerId());
        assertThat(first.host()).isEqualTo("web-1");
        assertThat(first.intervalMillis()).isEqualTo(100);
        assertThat(first.sampledAt()).isEqualTo("2026-11-21T09:30:15.250417Z");
    }

    @Test
    void knowsTheSystemsNameWhenNoneIsSet() {
        assertThat(new HostSampler(Samples.settings(), clock, nanos::get)
                        .sample(0)
                        .host())
                .isNotBlank();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void countersLieBetweenWhatTheKernelSaysBeforeAndAfter() throws IOException {
        Kernel before = Kernel.read();
        HostSample sample = sampler.sample(0);
        Kernel after = Kernel.read();

        assertThat(sample.cpuInterrupts()).isBetween(before.interrupts, after.interrupts);
        assertThat(sample.cpuContextSwitches()).isBetween(before.contextSwitches, after.contextSwitches);
        assertThat(sample.bootedAt()).isEqualTo(Instant.ofEpochSecond(before.bootTime));
        assertThat(sample.cpuSystemCalls()).isNull();
    }

    /** Tolerance: 5 % of all memory, for what the machine does between the two readings. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryIsWhatTheKernelSays() throws IOException {
        HostSample sample = sampler.sample(0);
        Kernel kernel = Kernel.read();

        assertThat(used(sample) + free(sample)).isEqualTo(kernel.totalMemory);
        assertThat(free(sample)).isCloseTo(kernel.availableMemory, within(kernel.totalMemory / 20));
        assertThat(sample.memoryUsagePercent()).isCloseTo(100.0 * used(sample) / kernel.totalMemory, within(0.001));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void networkBytesAreThoseOfTheInterfacesThatCount() throws IOException {
        long before = Kernel.receivedBytes();
        HostSample sample = sampler.sample(0);
        long after = Kernel.receivedBytes();

        assertThat(sample.networkReceivedBytes()).isBetween(before, after);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsTheHostWhoseProcIsMountedElsewhere() {
        ProducerProperties inContainer = Samples.settings("proc-path=/proc");
        NetworkTraffic before = HostNetwork.seenByProcessOne(Path.of("/proc")).read();
        HostSample sample = new HostSampler(inContainer, clock, nanos::get).sample(0);

        assertThat(sample.cpuInterrupts()).isPositive();
        if (before.receivedBytes() != null) {
            assertThat(sample.networkReceivedBytes()).isGreaterThanOrEqualTo(before.receivedBytes());
        }
    }

    @Test
    void diskUsageIsThatOfDf() {
        File disk = new File("/");
        double used = disk.getTotalSpace() - disk.getFreeSpace();

        assertThat(sampler.sample(0).diskUsagePercent())
                .isCloseTo(100 * used / (used + disk.getUsableSpace()), within(0.5));
    }

    @Test
    void theFirstSampleHasNoRates() {
        assertThat(rates(sampler.sample(0))).containsOnlyNulls();
    }

    @Test
    void ratesAreTheGrowthOfTheCountersPerSecond() {
        HostSample first = sampler.sample(0);
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        HostSample second = sampler.sample(0);

        assertThat(second.cpuInterruptsPerSecond())
                .isCloseTo(10.0 * growth(first.cpuInterrupts(), second.cpuInterrupts()), within(0.001));
        assertThat(second.networkReceivedBytesPerSecond())
                .isCloseTo(10.0 * growth(first.networkReceivedBytes(), second.networkReceivedBytes()), within(0.001));
        assertThat(rates(second)).doesNotContainNull();
    }

    @Test
    void aMissedTickLeavesTheRatesOutOnce() {
        sampler.sample(0);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        HostSample afterTheStall = sampler.sample(9);
        nanos.addAndGet(Duration.ofMillis(100).toNanos());

        assertThat(afterTheStall.missedTicks()).isEqualTo(9);
        assertThat(rates(afterTheStall)).containsOnlyNulls();
        assertThat(rates(sampler.sample(9))).doesNotContainNull();
    }

    @Test
    void samplesOneTenthOfASecondApartDiffer() {
        HostSample first = sampler.sample(0);
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
        HostSample second = sampler.sample(0);

        assertThat(growth(first.cpuContextSwitches(), second.cpuContextSwitches()))
                .isPositive();
        assertThat(second.cpuUsagePercent()).isBetween(0.0, 100.0);
    }

    private static @Nullable Double[] rates(HostSample sample) {
        return new @Nullable Double[] {
            sample.cpuInterruptsPerSecond(),
            sample.cpuContextSwitchesPerSecond(),
            sample.networkSentBytesPerSecond(),
            sample.networkReceivedBytesPerSecond()
        };
    }

    private static long growth(@Nullable Long before, @Nullable Long after) {
        return requireNonNull(after) - requireNonNull(before);
    }

    private static long used(HostSample sample) {
        return requireNonNull(sample.memoryUsedBytes());
    }

    private static long free(HostSample sample) {
        return requireNonNull(sample.memoryFreeBytes());
    }

    /** What /proc and /sys say now. */
    private record Kernel(
            long interrupts, long contextSwitches, long bootTime, long totalMemory, long availableMemory) {

        static Kernel read() throws IOException {
            Path stat = Path.of("/proc/stat");
            Path memory = Path.of("/proc/meminfo");
            return new Kernel(
                    number(stat, "intr"),
                    number(stat, "ctxt"),
                    number(stat, "btime"),
                    number(memory, "MemTotal:") * 1024,
                    number(memory, "MemAvailable:") * 1024);
        }

        static long receivedBytes() throws IOException {
            Path devices = Path.of("/sys/class/net");
            try (var names = Files.list(devices)) {
                long sum = 0;
                for (String name : CountedInterfaces.among(
                        names.map(Path::getFileName).map(Path::toString).toList(), devices)) {
                    sum += Long.parseLong(Files.readString(devices.resolve(name).resolve("statistics/rx_bytes"))
                            .strip());
                }
                return sum;
            }
        }

        private static long number(Path file, String name) throws IOException {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split("\\s+"))
                    .filter(words -> words[0].equals(name))
                    .mapToLong(words -> Long.parseLong(words[1]))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
