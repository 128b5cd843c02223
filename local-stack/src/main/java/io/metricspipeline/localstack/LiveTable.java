package io.metricspipeline.localstack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The newest samples of one host as BI tools see them (bi.performance), as lines of at most 100 columns. */
final class LiveTable {
    private static final String FORMAT = "%-12s %5s %5s %6s %13s %13s %9s %9s %9s %9s";

    static final String HEADER = String.format(
            FORMAT,
            "time",
            "cpu %",
            "mem %",
            "disk %",
            "interrupts",
            "system calls",
            "used",
            "free",
            "sent",
            "received");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    // A simulated host may have come first, and in earlier runs one of another name. None is shown where there is none.
    private static final String CHOOSE_HOST = """
            select set_config('bi.host', coalesce(?, (select host from bi.sample_newest where host !~ ?
                                                      order by sampled_at desc nulls last limit 1), ' '), false)
            """;
    // Counting every row gets slow with the years; then it is done less often.
    private static final int REST_AFTER_COUNT = 20;

    private final DataSource dataSource;
    private final @Nullable String host;
    private long rows;
    private long countAgainAt = System.nanoTime();

    /** Of this host, or of the one heard of last that is not simulated. */
    LiveTable(DataSource dataSource, @Nullable String host) {
        this.dataSource = dataSource;
        this.host = host;
    }

    /** The newest samples, the newest first. */
    List<Line> newest(int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            choose(connection);
            return newest(connection, limit);
        }
    }

    /** Rows of all hosts. */
    long rows() throws SQLException {
        if (System.nanoTime() - countAgainAt >= 0) {
            count();
        }
        return rows;
    }

    private void choose(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHOOSE_HOST)) {
            statement.setString(1, host);
            statement.setString(2, FleetArrival.NAME);
            statement.execute();
        }
    }

    private static List<Line> newest(Connection connection, int limit) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select * from bi.performance order by time desc limit ?")) {
            statement.setInt(1, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<Line> lines = new ArrayList<>();
                while (row.next()) {
                    lines.add(line(row));
                }
                return lines;
            }
        }
    }

    private void count() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            long from = System.nanoTime();
            try (ResultSet count = statement.executeQuery("select count(*) from metrics.host_sample")) {
                count.next();
                rows = count.getLong(1);
            }
            long now = System.nanoTime();
            countAgainAt = now + (now - from) * REST_AFTER_COUNT;
        }
    }

    private static Line line(ResultSet row) throws SQLException {
        Instant time = row.getObject("time", OffsetDateTime.class).toInstant();
        return new Line(
                time,
                String.format(
                        Locale.ROOT,
                        FORMAT,
                        TIME.format(time),
                        percent(row.getObject("cpu_usage", Double.class)),
                        percent(row.getObject("memory_usage", Double.class)),
                        percent(row.getObject("disk_usage", Double.class)),
                        number(row.getObject("cpu_interrupts", Long.class)),
                        number(row.getObject("cpu_calls", Long.class)),
                        bytes(row.getObject("memory_used", Long.class)),
                        bytes(row.getObject("memory_free", Long.class)),
                        bytes(row.getObject("bytes_sent", Long.class)),
                        bytes(row.getObject("bytes_received", Long.class))));
    }

    private static String percent(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(@Nullable Long value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%,d", value);
    }

    static String bytes(@Nullable Long value) {
        if (value == null) {
            return "-";
        }
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        double scaled = value;
        int unit = 0;
        // Not 1024: four digits do not fit.
        while (scaled >= 1000 && unit < units.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", scaled, units[unit]);
    }

    /** One sample, ready to print. */
    record Line(Instant time, String text) {}
}
