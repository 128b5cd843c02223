package io.metricspipeline.sink;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One valid reading of one host at one instant: the columns of {@code metrics.host_sample}, named as in the event. */
record HostSample(
        Identity identity,
        long sequence,
        Instant sampledAt,
        int intervalMillis,
        @Nullable Instant bootedAt,
        @Nullable Double cpuUsagePercent,
        @Nullable Long cpuInterrupts,
        @Nullable Double cpuInterruptsPerSecond,
        @Nullable Long cpuContextSwitches,
        @Nullable Double cpuContextSwitchesPerSecond,
        @Nullable Long cpuSystemCalls,
        @Nullable Double memoryUsagePercent,
        @Nullable Long memoryUsedBytes,
        @Nullable Long memoryFreeBytes,
        @Nullable Long networkSentBytes,
        @Nullable Double networkSentBytesPerSecond,
        @Nullable Long networkReceivedBytes,
        @Nullable Double networkReceivedBytesPerSecond,
        @Nullable Double diskUsagePercent,
        @Nullable Long missedTicks) {}
