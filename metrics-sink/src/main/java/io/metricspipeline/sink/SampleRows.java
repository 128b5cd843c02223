package io.metricspipeline.sink;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The columns of {@code metrics.host_sample} in the order of {@link HostSample}, and samples sent as binary COPY into a
 * table that has them.
 */
final class SampleRows {

    /** By key. Two sinks that write the same rows in different orders deadlock, with COPY as with INSERT. */
    static final Comparator<HostSample> BY_KEY = Comparator.comparingLong(
                    (HostSample sample) -> sample.identity().hostId())
            .thenComparing(HostSample::sampledAt)
            .thenComparingLong(sample -> sample.identity().producerKey())
            .thenComparingLong(HostSample::sequence);

    private static final List<Column> COLUMNS = List.of(
            new Column("host_id", "bigint", (row, s) -> row.bigint(s.identity().hostId())),
            new Column(
                    "producer_key",
                    "bigint",
                    (row, s) -> row.bigint(s.identity().producerKey())),
            new Column("sequence", "bigint", (row, s) -> row.bigint(s.sequence())),
            new Column("sampled_at", "timestamptz", (row, s) -> row.timestamptz(s.sampledAt())),
            new Column("interval_millis", "integer", (row, s) -> row.integer(s.intervalMillis())),
            new Column("booted_at", "timestamptz", (row, s) -> row.timestamptz(s.bootedAt())),
            doublePrecision("cpu_usage_percent", HostSample::cpuUsagePercent),
            doublePrecision("memory_usage_percent", HostSample::memoryUsagePercent),
            doublePrecision("disk_usage_percent", HostSample::diskUsagePercent),
            bigint("cpu_interrupts", HostSample::cpuInterrupts),
            bigint("cpu_context_switches", HostSample::cpuContextSwitches),
            bigint("network_sent_bytes", HostSample::networkSentBytes),
            bigint("network_received_bytes", HostSample::networkReceivedBytes),
            bigint("cpu_system_calls", HostSample::cpuSystemCalls),
            doublePrecision("cpu_interrupts_per_second", HostSample::cpuInterruptsPerSecond),
            doublePrecision("cpu_context_switches_per_second", HostSample::cpuContextSwitchesPerSecond),
            doublePrecision("network_sent_bytes_per_second", HostSample::networkSentBytesPerSecond),
            doublePrecision("network_received_bytes_per_second", HostSample::networkReceivedBytesPerSecond),
            bigint("memory_used_bytes", HostSample::memoryUsedBytes),
            bigint("memory_free_bytes", HostSample::memoryFreeBytes),
            bigint("missed_ticks", HostSample::missedTicks));

    static final String COLUMN_NAMES = COLUMNS.stream().map(Column::name).collect(joining(", "));
    static final String COLUMN_DEFINITIONS =
            COLUMNS.stream().map(column -> column.name() + " " + column.type()).collect(joining(", "));

    private SampleRows() {}

    /** Appends the samples to the table; the names of the columns are given, so a newer table may have more. */
    static int copy(Connection connection, String table, List<HostSample> samples) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + COLUMN_NAMES + ") from stdin with (format binary)");
        try {
            send(samples, new BinaryRows(copy));
            return Math.toIntExact(copy.endCopy());
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void send(List<HostSample> samples, BinaryRows rows) throws SQLException {
        for (HostSample sample : samples) {
            rows.startRow(COLUMNS.size());
            for (Column column : COLUMNS) {
                column.value().append(rows, sample);
            }
        }
        rows.finish();
    }

    private static Column bigint(String name, Reading<Long> reading) {
        return new Column(name, "bigint", (row, sample) -> row.bigint(reading.of(sample)));
    }

    private static Column doublePrecision(String name, Reading<Double> reading) {
        return new Column(name, "double precision", (row, sample) -> row.doublePrecision(reading.of(sample)));
    }

    private record Column(String name, String type, Value value) {}

    private interface Value {
        void append(BinaryRows row, HostSample sample);
    }

    private interface Reading<T> {
        @Nullable
        T of(HostSample sample);
    }
}
