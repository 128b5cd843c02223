package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a user runs it. */
final class RunCommandIT {
    @TempDir
    private Path data = Path.of("");

    @Test
    void showsSamplesKeepsThemAndLeavesNoProcessHoweverItEnds() throws Exception {
        Ports ports = Ports.free();
        long rows;
        try (Launcher first = Launcher.run(data, ports)) {
            first.awaitOutput("psql postgresql://metrics@localhost:" + ports.postgres() + "/metrics -c ");
            first.awaitOutput("http://localhost:" + ports.page() + "/");
            first.awaitOutput("http://localhost:" + ports.sink() + "/actuator/prometheus");
            first.awaitOutput(" GiB ");
            assertStoresWhatTheSystemSays(first, ports);
            rows = count(ports);
            first.end("INT");
            assertThat(first.exitStatus()).isEqualTo(130);
            first.awaitNoProcessLeft();
        }
        try (Launcher second = Launcher.run(data, ports)) {
            second.awaitOutput(" GiB ");
            assertThat(count(ports)).isGreaterThanOrEqualTo(rows);
            second.awaitNewSample();
            assertThat(count(ports)).isGreaterThan(rows);
            second.pauseService("metrics-producer");
            second.awaitNewOutput("No new sample for ");
            second.end("KILL");
            second.awaitNoProcessLeft();
        }
        try (Launcher third = Launcher.run(data, ports)) {
            third.awaitOutput("PostgreSQL        ready");
            third.end("TERM");
            assertThat(third.exitStatus()).isEqualTo(143);
            third.awaitNoProcessLeft();
        }
    }

    @Test
    void showsAFleetBesidesThisMachine() throws Exception {
        Ports ports = Ports.free();
        try (Launcher launcher = Launcher.run(data, ports, "--fleet=25")) {
            launcher.awaitOutput("With 25 simulated hosts");
            launcher.awaitOutput("25 of 25 simulated hosts have arrived");
            launcher.awaitNewSample();

            assertThat(number(ports, "select count(*) from bi.host where host ~ '^fleet-[0-9]+$'"))
                    .isEqualTo(25);
            LiveTable table = new LiveTable(Postgres.dataSource(ports.postgres(), "metrics"), null);
            assertThat(number(
                            ports,
                            "select count(*) from metrics.host_sample join bi.host using (host_id)"
                                    + " where host !~ '^fleet-' and sampled_at = '"
                                    + table.newest(1).get(0).time() + "'"))
                    .as("what is shown is this machine's own")
                    .isOne();
        }
    }

    @Test
    void namesATakenPortBeforeItStartsAnything() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            Ports free = Ports.free();
            Ports ports = new Ports(
                    free.kafka(),
                    free.kafkaController(),
                    other.getLocalPort(),
                    free.producer(),
                    free.sink(),
                    free.page());
            try (Launcher launcher = Launcher.run(data, ports)) {
                assertThat(launcher.exitStatus()).isEqualTo(2);
                assertThat(launcher.output())
                        .isEqualTo("Port " + other.getLocalPort() + " (PostgreSQL) is taken by another program."
                                + " Stop that program, or choose another port with --postgres-port=<port>.\n");
            }
        }
    }

    private static void assertStoresWhatTheSystemSays(Launcher launcher, Ports ports) throws Exception {
        if (!OS.LINUX.isCurrentOs()) {
            return;
        }
        long interruptsBefore = systemSays("intr");
        long switchesBefore = systemSays("ctxt");
        launcher.awaitNewSample();
        assertThat(number(ports, "select cpu_interrupts from bi.performance order by time desc limit 1"))
                .isBetween(interruptsBefore, systemSays("intr"));
        assertThat(number(
                        ports, "select cpu_context_switches from metrics.host_sample order by sampled_at desc limit 1"))
                .isBetween(switchesBefore, systemSays("ctxt"));
    }

    private static long count(Ports ports) throws Exception {
        return number(ports, "select count(*) from metrics.host_sample");
    }

    private static long number(Ports ports, String query) throws Exception {
        try (Connection connection =
                        Postgres.dataSource(ports.postgres(), "metrics").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long systemSays(String counter) throws Exception {
        List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
        return lines.stream()
                .filter(line -> line.startsWith(counter + " "))
                .map(line -> Long.parseLong(line.split(" ", 3)[1]))
                .findFirst()
                .orElseThrow();
    }
}
