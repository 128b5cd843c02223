package io.metricspipeline.producer;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.OperatingSystem;
import oshi.util.GlobalConfig;

/**
 * Reads the host through OSHI, which no other class knows, and gives one numbered sample a call. The numbers have no
 * holes: a reading that throws uses none. To be used by one thread at a time.
 */
@Component
final class HostSampler {

    private static final Path DEVICES = Path.of("/sys/class/net");

    /** Listing the interfaces costs milliseconds, reading those already listed a fifth of one. */
    private static final long LISTING_LIFE = Duration.ofMinutes(1).toNanos();

    static {
        // Before OSHI's first use: otherwise it repeats its readings for 300 ms.
        GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, 0);
    }

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final HardwareAbstractionLayer hardware;
    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final DiskSpace disk;
    private final @Nullable HostNetwork hostNetwork;
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
    private long[] lastTicks;
    private List<String> lastInterfaces = List.of();
    private List<NetworkIF> interfaces;
    private long listedAt;

    HostSampler(ProducerProperties properties, Clock clock, LongSupplier nanoTime) {
        Path proc = properties.procPath() == null ? null : Path.of(properties.procPath());
        if (proc != null) {
            // Before OSHI's first use, too.
            GlobalConfig.set(GlobalConfig.OSHI_UTIL_PROC_PATH, proc.toString());
        }
        SystemInfo system = new SystemInfo();
        OperatingSystem operatingSystem = system.getOperatingSystem();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.hardware = system.getHardware();
        this.processor = hardware.getProcessor();
        this.memory = hardware.getMemory();
        this.disk = new DiskSpace(Path.of(properties.diskPath()));
        this.hostNetwork = proc == null ? null : new HostNetwork(proc);
        this.host = properties.hostName() != null
                ? properties.hostName()
                : operatingSystem.getNetworkParams().getHostName();
        this.intervalMillis = (int) properties.interval().toMillis();
        this.bootedAt = Instant.ofEpochSecond(operatingSystem.getSystemBootTime());
        this.interfaces = countedInterfaces();
        this.listedAt = nanoTime.getAsLong();
        this.lastTicks = processor.getSystemCpuLoadTicks();
    }

    /** Takes one sample. When ticks were missed since the last one, rates would hide the hole: they stay absent. */
    HostSample sample(long missedTicks) {
        Instant sampledAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        long now = nanoTime.getAsLong();
        if (missedTicks != lastMissedTicks) {
            forgetRates();
            lastMissedTicks = missedTicks;
        }
        NetworkTraffic traffic = traffic(now);
        if (!traffic.interfaces().equals(lastInterfaces)) {
            sentRate.forget();
            receivedRate.forget();
            lastInterfaces = traffic.interfaces();
        }
        HostSample sample = read(sampledAt, now, traffic);
        nextSequence++;
        return sample;
    }

    private HostSample read(Instant sampledAt, long now, NetworkTraffic traffic) {
        long interrupts = processor.getInterrupts();
        long contextSwitches = processor.getContextSwitches();
        Long sent = traffic.sentBytes();
        Long received = traffic.receivedBytes();
        long totalMemory = memory.getTotal();
        long freeMemory = memory.getAvailable();
        return new HostSample(
                producerId,
                nextSequence,
                host,
                sampledAt,
                intervalMillis,
                bootedAt,
                cpuUsagePercent(),
                percent(totalMemory - freeMemory, totalMemory),
                disk.usedPercent(),
                interrupts,
                contextSwitches,
                sent,
                received,
                null, // OSHI has no counter of system calls, and neither has Linux
                interruptsRate.perSecond(interrupts, now),
                contextSwitchesRate.perSecond(contextSwitches, now),
                sentRate.perSecond(sent, now),
                receivedRate.perSecond(received, now),
                totalMemory - freeMemory,
                freeMemory,
                lastMissedTicks);
    }

    private @Nullable Double cpuUsagePercent() {
        long[] ticks = processor.getSystemCpuLoadTicks();
        long all = LongStream.of(ticks).sum() - LongStream.of(lastTicks).sum();
        long idle = idle(ticks) - idle(lastTicks);
        lastTicks = ticks;
        return percent(all - idle, all);
    }

    private static long idle(long[] ticks) {
        return ticks[TickType.IDLE.getIndex()] + ticks[TickType.IOWAIT.getIndex()];
    }

    /** Within 0 to 100 also when the kernel takes back some of its waiting time; absent rather than NaN. */
    private static @Nullable Double percent(long part, long whole) {
        return whole > 0 ? Math.min(100, Math.max(0, part * 100.0 / whole)) : null;
    }

    private NetworkTraffic traffic(long now) {
        if (hostNetwork != null) {
            return hostNetwork.read();
        }
        updateInterfaces(now);
        return new NetworkTraffic(names(interfaces), sum(NetworkIF::getBytesSent), sum(NetworkIF::getBytesRecv));
    }

    private long sum(ToLongFunction<NetworkIF> bytes) {
        return interfaces.stream().mapToLong(bytes).sum();
    }

    /** An interface that is gone makes the list old at once. */
    private void updateInterfaces(long now) {
        boolean allThere = interfaces.stream().allMatch(NetworkIF::updateAttributes);
        if (!allThere || now - listedAt >= LISTING_LIFE) {
            interfaces = countedInterfaces();
            listedAt = now;
        }
    }

    private List<NetworkIF> countedInterfaces() {
        List<NetworkIF> all = hardware.getNetworkIFs();
        List<String> counted = CountedInterfaces.among(names(all), DEVICES);
        return all.stream()
                .filter(candidate -> counted.contains(candidate.getName()))
                .toList();
    }

    private static List<String> names(List<NetworkIF> interfaces) {
        return interfaces.stream().map(NetworkIF::getName).sorted().toList();
    }

    private void forgetRates() {
        interruptsRate.forget();
        contextSwitchesRate.forget();
        sentRate.forget();
        receivedRate.forget();
    }
}
