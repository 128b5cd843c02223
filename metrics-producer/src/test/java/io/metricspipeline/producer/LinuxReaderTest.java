package io.metricspipeline.producer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LinuxReaderTest {

    @TempDir
    Path proc;

    private HostReader reader;

    @BeforeEach
    void writeTheFiles() throws IOException {
        stat("intr 9000000001 12 0 7\nctxt 77\nbtime 1700000000\n");
        Files.writeString(
                proc.resolve("meminfo"), "MemTotal:       24000000 kB\nMemFree: 1 kB\nMemAvailable:   6 kB\n");
        reader = new LinuxReader(proc, HostNetwork.seenByProcessOne(proc));
    }

    @Test
    void readsWhatTheFilesSayNow() throws IOException {
        reader.read();
        stat("intr 9000000002 12 0 7\nctxt 78\n");

        assertThat(reader.read())
                .isEqualTo(new HostReading(
                        36, 4 + 5, 9_000_000_002L, 78L, 24_000_000L * 1024, 6 * 1024, NetworkTraffic.UNKNOWN));
    }

    @Test
    void readsAllOfTheLongLinesOfALargeMachine() throws IOException {
        stat("intr 1" + " 0".repeat(40_000) + "\nctxt 5\n");

        assertThat(reader.read().contextSwitches()).isEqualTo(5);
    }

    @Test
    void leavesOutWhatTheKernelDoesNotCount() throws IOException {
        stat("btime 1700000000\n");

        assertThat(reader.read().interrupts()).isNull();
        assertThat(reader.read().contextSwitches()).isNull();
    }

    @Test
    void addsUpWhatAnOldKernelHasAvailable() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 9 kB\nMemFree: 1 kB\nBuffers: 2 kB\nCached: 3 kB\n");

        assertThat(reader.read().availableMemory()).isEqualTo(6 * 1024);
    }

    @Test
    void neverHasMoreMemoryThanThereIs() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 9 kB\nMemAvailable: 11 kB\n");

        assertThat(reader.read().availableMemory()).isEqualTo(9 * 1024);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 1 kB\nMemFree: 1 kB\n");

        assertThatThrownBy(reader::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no line Buffers:");
    }

    @Test
    void saysWhichFileIsNotThere() throws IOException {
        HostReader blind = new LinuxReader(proc.resolve("nowhere"), HostNetwork.seenByProcessOne(proc));

        assertThatThrownBy(blind::read).isInstanceOf(UncheckedIOException.class).hasMessageContaining("nowhere");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void agreesWithOshi() {
        HostReader here = HostReader.of(null, System::nanoTime);
        HostReading before = here.read();
        HostReading oshi = new OshiReader(System::nanoTime).read();
        HostReading after = here.read();

        // OSHI's ticks are milliseconds.
        assertThat(idleShare(oshi)).isCloseTo(idleShare(before), within(0.001));
        assertThat(oshi.interrupts())
                .isBetween(requireNonNull(before.interrupts()), requireNonNull(after.interrupts()));
        assertThat(oshi.contextSwitches())
                .isBetween(requireNonNull(before.contextSwitches()), requireNonNull(after.contextSwitches()));
        assertThat(oshi.totalMemory()).isEqualTo(before.totalMemory());
        assertThat(oshi.traffic().interfaces()).isEqualTo(before.traffic().interfaces());
        assertThat(oshi.traffic().received())
                .isBetween(before.traffic().received(), after.traffic().received());
    }

    private static double idleShare(HostReading reading) {
        return (double) reading.idleCpuTicks() / reading.cpuTicks();
    }

    /** The processors' line counts from 1 to 10; what guests had, 9 and 10, is in the first two already. */
    private void stat(String rest) throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n" + rest);
    }
}
