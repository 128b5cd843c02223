package io.metricspipeline.sink;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
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

    private static final List<String> COLUMNS = List.of(
            "host_id bigint",
            "producer_key bigint",
            "sequence bigint",
            "sampled_at timestamptz",
            "interval_millis integer",
            "booted_at timestamptz",
            "cpu_usage_percent double precision",
            "memory_usage_percent double precision",
            "disk_usage_percent double precision",
            "cpu_interrupts bigint",
            "cpu_context_switches bigint",
            "network_sent_bytes bigint",
            "network_received_bytes bigint",
            "cpu_system_calls bigint",
            "cpu_interrupts_per_second double precision",
            "cpu_context_switches_per_second double precision",
            "network_sent_bytes_per_second double precision",
            "network_received_bytes_per_second double precision",
            "memory_used_bytes bigint",
            "memory_free_bytes bigint",
            "missed_ticks bigint");

    static final String COLUMN_DEFINITIONS = String.join(", ", COLUMNS);
    static final String COLUMN_NAMES =
            COLUMNS.stream().map(column -> column.split(" ", 2)[0]).collect(joining(", "));

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
            append(sample, rows);
        }
        rows.finish();
    }

    /** Call by call: a loop over functions of the columns takes twice as long. */
    private static void append(HostSample sample, BinaryRows row) {
        row.bigint(sample.identity().hostId());
        row.bigint(sample.identity().producerKey());
        row.bigint(sample.sequence());
        row.timestamptz(sample.sampledAt());
        row.integer(sample.intervalMillis());
        row.timestamptz(sample.bootedAt());
        row.doublePrecision(sample.cpuUsagePercent());
        row.doublePrecision(sample.memoryUsagePercent());
        row.doublePrecision(sample.diskUsagePercent());
        row.bigint(sample.cpuInterrupts());
        row.bigint(sample.cpuContextSwitches());
        row.bigint(sample.networkSentBytes());
        row.bigint(sample.networkReceivedBytes());
        row.bigint(sample.cpuSystemCalls());
        row.doublePrecision(sample.cpuInterruptsPerSecond());
        row.doublePrecision(sample.cpuContextSwitchesPerSecond());
        row.doublePrecision(sample.networkSentBytesPerSecond());
        row.doublePrecision(sample.networkReceivedBytesPerSecond());
        row.bigint(sample.memoryUsedBytes());
        row.bigint(sample.memoryFreeBytes());
        row.bigint(sample.missedTicks());
    }
}
