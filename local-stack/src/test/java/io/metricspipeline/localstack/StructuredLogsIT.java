package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The services' logs for machines, when asked for; neither server is there, which the services say and wait for. */
final class StructuredLogsIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path data = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"metrics-producer", "metrics-sink"})
    void eachLineIsJsonInTheElasticCommonSchema(String name) throws Exception {
        List<String> lines = linesOf(name, "--logging.structured.format.console=ecs");

        assertThat(lines).allSatisfy(line -> {
            JsonNode event = JSON.readTree(line);
            assertThat(Instant.parse(event.path("@timestamp").asString())).isBefore(Instant.now());
            assertThat(event.at("/service/name").asString()).isEqualTo(name);
            assertThat(event.at("/log/level").asString()).isIn("INFO", "WARN", "ERROR");
            assertThat(event.at("/log/logger").asString()).isNotBlank();
            assertThat(event.path("message").asString()).isNotBlank();
            assertThat(event.at("/ecs/version").asString()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics-producer", "metrics-sink"})
    void isTextWhenTheFormatIsEmpty(String name) throws Exception {
        assertThat(linesOf(name, "--logging.structured.format.console="))
                .allSatisfy(line -> assertThat(line).contains("[" + name + "]"));
    }

    /** The first ones, without what the JVM itself may say. */
    private List<String> linesOf(String name, String format) throws Exception {
        Path log = Files.createFile(data.resolve("service.log"));
        Ports ports = Ports.free();
        try (Watchdog watchdog = Watchdog.start(data)) {
            ServiceProcess service = new ServiceProcess(
                    name,
                    Build.serviceJar(name),
                    ports.sink(),
                    List.of(
                            format,
                            "--server.address=localhost",
                            "--sink.page.enabled=false",
                            "--spring.flyway.enabled=false",
                            "--spring.kafka.bootstrap-servers=localhost:" + ports.kafka(),
                            "--spring.datasource.url=jdbc:postgresql://localhost:" + ports.postgres() + "/metrics",
                            "--producer.spool.directory=" + data.resolve("spool")),
                    log,
                    watchdog);
            service.start();
            try {
                await().atMost(Duration.ofMinutes(5)).until(() -> lines(log).size() > 3);
                return lines(log).subList(0, 3);
            } finally {
                service.kill();
            }
        }
    }

    private static List<String> lines(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> !line.startsWith("WARNING:")).limit(4).toList();
        }
    }
}
