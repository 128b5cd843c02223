package io.metricspipeline.sink;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of the table for contenders, which write them by other means than the sink: name, type, value of a sample. */
final class SampleColumns {

    static final Comparator<HostSample> BY_KEY = Comparator.comparingLong(
                    (HostSample sample) -> sample.identity().hostId())
            .thenComparing(HostSample::sampledAt)
            .thenComparingLong(sample -> sample.identity().producerKey())
            .thenComparingLong(HostSample::sequence);

    static final List<Column> ALL = List.of(
            bigint("host_id", sample -> sample.identity().hostId()),
            bigint("producer_key", sample -> sample.identity().producerKey()),
            bigint("sequence", HostSample::sequence),
            time("sampled_at", HostSample::sampledAt),
            new Column("interval_millis", "int4", HostSample::intervalMillis),
            time("booted_at", HostSample::bootedAt),
            real("cpu_usage_percent", HostSample::cpuUsagePercent),
            real("memory_usage_percent", HostSample::memoryUsagePercent),
            real("disk_usage_percent", HostSample::diskUsagePercent),
            bigint("cpu_interrupts", HostSample::cpuInterrupts),
            bigint("cpu_context_switches", HostSample::cpuContextSwitches),
            bigint("network_sent_bytes", HostSample::networkSentBytes),
            bigint("network_received_bytes", HostSample::networkReceivedBytes),
            bigint("cpu_system_calls", HostSample::cpuSystemCalls),
            real("cpu_interrupts_per_second", HostSample::cpuInterruptsPerSecond),
            real("cpu_context_switches_per_second", HostSample::cpuContextSwitchesPerSecond),
            real("network_sent_bytes_per_second", HostSample::networkSentBytesPerSecond),
            real("network_received_bytes_per_second", HostSample::networkReceivedBytesPerSecond),
            bigint("memory_used_bytes", HostSample::memoryUsedBytes),
            bigint("memory_free_bytes", HostSample::memoryFreeBytes),
            bigint("missed_ticks", HostSample::missedTicks));

    static final String INSERT = "insert into metrics.host_sample (" + joined(Column::name) + ") ";
    static final String VALUES = "values (" + joined(column -> "?") + ")";
    static final String UNLESS_KNOWN = " on conflict do nothing";

    private SampleColumns() {}

    static String joined(Function<Column, String> part) {
        return ALL.stream().map(part).collect(joining(", "));
    }

    private static Column bigint(String name, Function<HostSample, @Nullable Long> value) {
        return new Column(name, "int8", value);
    }

    private static Column real(String name, Function<HostSample, @Nullable Double> value) {
        return new Column(name, "float8", value);
    }

    private static Column time(String name, Function<HostSample, @Nullable Instant> value) {
        return new Column(name, "timestamptz", value);
    }

    /** Values are Long, Integer, Double, Instant or null. */
    record Column(String name, String type, Function<HostSample, ? extends @Nullable Object> value) {}
}
