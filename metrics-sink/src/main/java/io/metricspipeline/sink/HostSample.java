package io.metricspipeline.sink;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One valid reading of one host at one instant, in the order and by the names of the event. A null was not in it. */
record HostSample(
        Identity identity,
        long sequence,
        Instant sampledAt,
        int intervalMillis,
        @Nullable Instant bootedAt,
        @Nullable Double cpuUsagePercent,
        @Nullable Double memoryUsagePercent,
        @Nullable Double diskUsagePercent,
        @Nullable Long cpuInterrupts,
        @Nullable Long cpuContextSwitches,
        @Nullable Long networkSentBytes,
        @Nullable Long networkReceivedBytes,
        @Nullable Long cpuSystemCalls,
        @Nullable Double cpuInterruptsPerSecond,
        @Nullable Double cpuContextSwitchesPerSecond,
        @Nullable Double networkSentBytesPerSecond,
        @Nullable Double networkReceivedBytesPerSecond,
        @Nullable Long memoryUsedBytes,
        @Nullable Long memoryFreeBytes,
        @Nullable Long missedTicks) {}
