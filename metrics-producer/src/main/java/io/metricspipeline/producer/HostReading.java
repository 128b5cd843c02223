package io.metricspipeline.producer;

import org.jspecify.annotations.Nullable;

/**
 * What the host's counters say at one moment.
 *
 * @param cpuTicks of all processors since boot, in a unit of the system's own
 * @param idleCpuTicks those of them in which a processor had nothing to do, or waited for a disk
 * @param interrupts since boot; absent where the system does not count them
 * @param contextSwitches since boot; absent likewise
 * @param totalMemory bytes
 * @param availableMemory bytes that programs could have without swapping
 */
record HostReading(
        long cpuTicks,
        long idleCpuTicks,
        @Nullable Long interrupts,
        @Nullable Long contextSwitches,
        long totalMemory,
        long availableMemory,
        NetworkTraffic traffic) {}
