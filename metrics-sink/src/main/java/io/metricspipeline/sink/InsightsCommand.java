package io.metricspipeline.sink;

import java.io.PrintWriter;
import java.util.List;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The words of a command line in, what the streams of logins and people tell out: read from schema {@code bi} alone. */
@Command(
        name = InsightsCommand.NAME,
        header = "Print what the streams of logins and people tell.",
        description = {
            "",
            "Logins by device type, app version, locale and hour, and people by country: the last",
            "24 hours, and all. Reads what sinks have stored, also while none runs. Each --spring...",
            "setting of the sink may be given.",
            ""
        },
        optionListHeading = "Options:%n",
        usageHelpWidth = 100)
final class InsightsCommand extends SinkCommand {

    static final String NAME = "insights";

    private static final int MOST_LINES = 24;
    private static final String LOGINS = "select %1$s, sum(logins) filter (where hour >= now() - interval '24 hours'),"
            + " sum(logins) from bi.login_hour group by 1 order by %2$s limit " + MOST_LINES;
    private static final String PEOPLE =
            "select coalesce(country, 'unknown'), count(*) filter (where seen_at >= now() - interval '24 hours'),"
                    + " count(*) from bi.person group by 1 order by 3 desc, 1 limit " + MOST_LINES;

    static CommandLine commandLine() {
        return SinkCommands.commandLine(new InsightsCommand());
    }

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = connect(Connection.class)) {
            print(context.getBean(JdbcTemplate.class), command().getOut());
        }
        return CommandLine.ExitCode.OK;
    }

    private static void print(JdbcTemplate jdbc, PrintWriter out) {
        print("Logins by device type", byMost("device_type"), jdbc, out);
        print("Logins by app version", byMost("app_version"), jdbc, out);
        print("Logins by locale", byMost("locale"), jdbc, out);
        String hour = "to_char(hour at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'";
        print("Logins by hour, the last ones", LOGINS.formatted(hour, "1 desc"), jdbc, out);
        print("People by country", PEOPLE, jdbc, out);
        out.flush();
    }

    private static String byMost(String column) {
        return LOGINS.formatted(column, "3 desc, 1");
    }

    private static void print(String title, String query, JdbcTemplate jdbc, PrintWriter out) {
        List<String> lines = jdbc.query(
                query,
                (row, number) ->
                        String.format("  %-30s %,12d %,12d", row.getString(1), row.getLong(2), row.getLong(3)));
        out.printf("%-32s %12s %12s%n", title, "24 hours", "all");
        lines.forEach(out::println);
        if (lines.isEmpty()) {
            out.println("  none yet");
        }
        out.println();
    }

    /** The sink's settings and PostgreSQL, and nothing else of the sink. */
    @ImportAutoConfiguration({
        SslAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class
    })
    @EnableConfigurationProperties(ServerAddresses.Database.class)
    private static final class Connection {}
}
