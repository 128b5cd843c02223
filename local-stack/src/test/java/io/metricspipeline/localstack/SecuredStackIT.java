package io.metricspipeline.localstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * TLS and logins as in production. Whoever has the right settings gets in; a pair of services with one wrong setting stores
 * nothing, lives, and says why; and nobody tells a password.
 */
final class SecuredStackIT {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final String RIGHT = "right";
    private static final String[] EVERYTHING_THAT_LIBRARIES_SAY = {
        "--logging.level.root=trace",
        "--logging.level.org.apache.kafka=trace",
        "--logging.level.org.apache.kafka.clients=trace"
    };

    @TempDir
    private static Path directory = Path.of("");

    private static SecuredStack stack;
    private static Map<String, SecuredPair> pairs = Map.of();

    @BeforeAll
    static void start() throws Exception {
        stack = SecuredStack.start(directory);
        Access access = stack.access();
        pairs = Map.of(
                RIGHT,
                stack.start(RIGHT, access, EVERYTHING_THAT_LIBRARIES_SAY),
                "authority",
                startWrong(
                        "authority", access.withAuthority(stack.certificates().stranger())),
                "name",
                startWrong("name", access.withServerName("127.0.0.1")),
                "password",
                startWrong("password", access.withSecrets(stack.wrongSecrets())));
        await().atMost(LONGEST_WAIT)
                .ignoreExceptions()
                .until(() -> stack.number("select count(*) from metrics.host_sample") > 0);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void storesSamplesThatCameOverTls() throws SQLException {
        await().atMost(LONGEST_WAIT)
                .untilAsserted(() -> assertThat(pair(RIGHT).both()).allMatch(Part::isReady));
        assertThat(stack.number("""
                select count(*) from pg_stat_ssl join pg_stat_activity using (pid)
                where usename = 'metrics_writer' and version = 'TLSv1.3'
                """)).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            authority | unable to find valid certification path | its certificate is not accepted: unable to find valid
            name      | No subject alternative names matching   | its certificate is for another host name
            password  | invalid credentials                     | PostgreSQL refuses the login
            """)
    void refusesWhatIsWrongAndSaysSo(String wrong, String ofKafka, String ofPostgres) throws Exception {
        SecuredPair pair = pair(wrong);

        await().atMost(LONGEST_WAIT).ignoreExceptions().untilAsserted(() -> {
            assertThat(pair.producer().get("/actuator/health/kafka").body()).contains("DOWN", ofKafka);
            assertThat(pair.sink().get("/actuator/health/kafka").body()).contains("DOWN", ofKafka);
            assertThat(pair.sink().get("/actuator/health/database").body()).contains("DOWN", ofPostgres);
        });
        assertThat(pair.sink().isReady()).isFalse();
        for (ServiceProcess service : pair.both().toList()) {
            assertThat(service.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        }
        assertThat(warnings(pair.producer())).singleElement().asString().contains("Kafka does not acknowledge samples");
        assertThat(warnings(pair.sink()))
                .hasSize(2)
                .anyMatch(line -> line.contains("Kafka does not answer"))
                .anyMatch(line -> line.contains("PostgreSQL does not answer"));
        assertThat(stack.number("select count(*) from bi.host where host <> '" + RIGHT + "'"))
                .isZero();
    }

    @Test
    void takesNobodyIntoPostgresWithoutTls() {
        assertThatThrownBy(() -> stack.withoutTls().getConnection())
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo("28000"));
    }

    @Test
    void tellsNoPasswordInLogsAndEndpoints() throws Exception {
        List<ServiceProcess> services =
                pairs.values().stream().flatMap(SecuredPair::both).toList();

        for (ServiceProcess service : services) {
            await().atMost(LONGEST_WAIT)
                    .until(() -> service.isReady() || !warnings(service).isEmpty());
            for (String endpoint : List.of("health", "health/liveness", "health/readiness", "info", "prometheus")) {
                assertThat(service.get("/actuator/" + endpoint).body())
                        .doesNotContain(stack.logins().canary());
            }
            assertThat(Files.readString(service.log()))
                    .doesNotContain(stack.logins().canary());
        }
        assertThat(Files.readString(pair(RIGHT).sink().log())).contains("TRACE", "metrics_writer", "SCRAM-SHA-512");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsNoPasswordInArgumentsAndEnvironments() throws IOException {
        StringBuilder told = new StringBuilder();
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            told.append(argumentsAndEnvironment(process));
        }

        assertThat(told).contains("PATH=", "configtree:", "metrics-sink.jar", "metrics-producer.jar");
        assertThat(told.toString()).doesNotContain(stack.logins().canary());
    }

    private static String argumentsAndEnvironment(ProcessHandle process) throws IOException {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        try {
            return Files.readString(proc.resolve("cmdline")) + Files.readString(proc.resolve("environ"));
        } catch (IOException unreadable) {
            // PostgreSQL's processes come and go with each connection.
            if (process.isAlive()) {
                throw unreadable;
            }
            return "";
        }
    }

    private static SecuredPair startWrong(String what, Access access) throws Exception {
        // As where a migration step comes first: the sink starts without PostgreSQL.
        return stack.start(what, access, "--spring.flyway.enabled=false");
    }

    private static SecuredPair pair(String name) {
        return requireNonNull(pairs.get(name));
    }

    private static List<String> warnings(ServiceProcess service) throws IOException {
        try (Stream<String> lines = Files.lines(service.log())) {
            return lines.filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                    .toList();
        }
    }
}
