package io.metricspipeline.producer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;

/** Reads whatever system OSHI knows. */
final class OshiReader implements HostReader {

    private static final Path DEVICES = Path.of("/sys/class/net");

    /** Listing the interfaces costs milliseconds, reading those already listed a fifth of one. */
    private static final long LISTING_LIFE = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final HardwareAbstractionLayer hardware;
    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private List<NetworkIF> interfaces;
    private long listedAt;

    OshiReader(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.hardware = new SystemInfo().getHardware();
        this.processor = hardware.getProcessor();
        this.memory = hardware.getMemory();
        this.interfaces = countedInterfaces();
        this.listedAt = nanoTime.getAsLong();
    }

    @Override
    public HostReading read() {
        updateInterfaces(nanoTime.getAsLong());
        long[] ticks = processor.getSystemCpuLoadTicks();
        return new HostReading(
                LongStream.of(ticks).sum(),
                ticks[TickType.IDLE.getIndex()] + ticks[TickType.IOWAIT.getIndex()],
                processor.getInterrupts(),
                processor.getContextSwitches(),
                memory.getTotal(),
                memory.getAvailable(),
                new NetworkTraffic(names(interfaces), sum(NetworkIF::getBytesSent), sum(NetworkIF::getBytesRecv)));
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
}
