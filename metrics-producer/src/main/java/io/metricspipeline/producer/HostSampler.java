package io.metricspipeline.producer;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import oshi.SystemInfo;
import oshi.software.os.OperatingSystem;
import oshi.util.GlobalConfig;

/**
 * Makes one numbered sample of the host a call: rates and percentages out of what {@link HostReader} reads. The numbers
 * have no holes: a reading that throws uses none. To be used by one thread at a time.
 */
@Component
@OnSource(SourceName.HOST)
final class HostSampler {

    static {
        // Before OSHI's first use: otherwise it repeats its readings for 300 ms.
        GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, 0);
    }

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final HostReader reader;
    private final DiskSpace disk;
    private final UUID producerId = UUID.randomUUID();
    private final String host;
    private final int intervalMillis;
    private final Instant bootedAt;

    private final Rate interruptsRate = new Rate();
    private final Rate contextSwitchesRate = new Rate();
    private final Rate sentRate = new Rate();
    private final Rate receivedRate = new Rate();

    private long nextSequence;
    private long lastMissedTicks;
    private HostReading last;

    HostSampler(ProducerProperties properties, Clock clock, LongSupplier nanoTime) {
        Path proc = properties.procPath() == null ? null : Path.of(properties.procPath());
        if (proc != null) {
            // Before OSHI's first use, too.
            GlobalConfig.set(GlobalConfig.OSHI_UTIL_PROC_PATH, proc.toString());
        }
        OperatingSystem system = new SystemInfo().getOperatingSystem();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.reader = HostReader.of(proc, nanoTime);
        this.disk = new DiskSpace(Path.of(properties.diskPath()));
        this.host = properties.hostName() != null
                ? properties.hostName()
                : system.getNetworkParams().getHostName();
        this.intervalMillis = (int) properties.interval().toMillis();
        this.bootedAt = Instant.ofEpochSecond(system.getSystemBootTime());
        this.last = reader.read();
    }

    /** Takes one sample. When ticks were missed since the last one, rates would hide the hole: they stay absent. */
    HostSample sample(long missedTicks) {
        Instant sampledAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        long now = nanoTime.getAsLong();
        if (missedTicks != lastMissedTicks) {
            forgetRates();
            lastMissedTicks = missedTicks;
        }
        HostReading reading = reader.read();
        if (!reading.traffic().interfaces().equals(last.traffic().interfaces())) {
            sentRate.forget();
            receivedRate.forget();
        }
        HostSample sample = sample(reading, sampledAt, now);
        last = reading;
        nextSequence++;
        return sample;
    }

    private HostSample sample(HostReading reading, Instant sampledAt, long now) {
        NetworkTraffic traffic = reading.traffic();
        long usedMemory = reading.totalMemory() - reading.availableMemory();
        return new HostSample(
                producerId,
                nextSequence,
                host,
                sampledAt,
                intervalMillis,
                bootedAt,
                cpuUsagePercent(reading),
                percent(usedMemory, reading.totalMemory()),
                disk.usedPercent(),
                reading.interrupts(),
                reading.contextSwitches(),
                traffic.sentBytes(),
                traffic.receivedBytes(),
                null, // OSHI has no counter of system calls, and neither has Linux
                interruptsRate.perSecond(reading.interrupts(), now),
                contextSwitchesRate.perSecond(reading.contextSwitches(), now),
                sentRate.perSecond(traffic.sentBytes(), now),
                receivedRate.perSecond(traffic.receivedBytes(), now),
                usedMemory,
                reading.availableMemory(),
                lastMissedTicks);
    }

    private @Nullable Double cpuUsagePercent(HostReading reading) {
        long all = reading.cpuTicks() - last.cpuTicks();
        long idle = reading.idleCpuTicks() - last.idleCpuTicks();
        return percent(all - idle, all);
    }

    /** Within 0 to 100 also when the kernel takes back some of its waiting time; absent rather than NaN. */
    private static @Nullable Double percent(long part, long whole) {
        return whole > 0 ? Math.min(100, Math.max(0, part * 100.0 / whole)) : null;
    }

    private void forgetRates() {
        interruptsRate.forget();
        contextSwitchesRate.forget();
        sentRate.forget();
        receivedRate.forget();
    }
}
