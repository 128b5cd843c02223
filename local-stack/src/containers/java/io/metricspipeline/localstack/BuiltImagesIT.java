package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.metricspipeline.containers.Docker;
import io.metricspipeline.containers.Images;
import io.metricspipeline.containers.NeedsImages;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The images of both services, without root or capabilities and with nothing to write to but /tmp and the spool, between
 * Kafka and PostgreSQL. They are built from this checkout, unless -Dimages.tag names ones that are there already.
 */
@ExtendWith(NeedsImages.class)
final class BuiltImagesIT {
    private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final String SPOOL = "/var/lib/metrics-producer";
    private static final int PRODUCER_PORT = 8081;
    private static final int SINK_PORT = 8082;

    private final String tag = System.getProperty("images.tag", "test");

    @Test
    void carryEverySampleToPostgresqlAndTellAboutThemselves() throws Exception {
        String producerImage = image("metrics-producer", PRODUCER_PORT);
        String sinkImage = image("metrics-sink", SINK_PORT);
        try (Network network = Network.newNetwork();
                KafkaContainer kafka = new KafkaContainer(Images.of("apache/kafka"))
                        .withNetwork(network)
                        .withListener("kafka:19092");
                PostgreSQLContainer postgres = new PostgreSQLContainer(Images.of("postgres"))
                        .withNetwork(network)
                        .withNetworkAliases("postgres");
                GenericContainer<?> sink = service(sinkImage, SINK_PORT)
                        .withNetwork(network)
                        .withEnv(
                                "SPRING_DATASOURCE_URL",
                                "jdbc:postgresql://postgres:5432/" + postgres.getDatabaseName())
                        .withEnv("SPRING_DATASOURCE_USERNAME", postgres.getUsername())
                        .withEnv("SPRING_DATASOURCE_PASSWORD", postgres.getPassword());
                GenericContainer<?> producer = service(producerImage, PRODUCER_PORT)
                        .withNetwork(network)
                        .withEnv("PRODUCER_INTERVAL", "100ms")) {
            kafka.start();
            postgres.start();
            sink.start();
            producer.start();
            PGSimpleDataSource dataSource = dataSource(postgres);

            await().atMost(LONGEST_WAIT)
                    .until(() -> StoredSamples.keys(dataSource).size() >= 20);
            assertTellsAboutItself(producer, "producer_samples_acknowledged_total", "producer_last_acknowledgement");
            assertThat(get(producer, "/actuator/prometheus")).contains("producer_spool_writable 1.0");
            assertTellsAboutItself(sink, "sink_samples_stored_total", "sink_lag_records");

            producer.getDockerClient()
                    .stopContainerCmd(producer.getContainerId())
                    .exec();
            EveryEventOnce everyEventOnce = new EveryEventOnce(kafka.getBootstrapServers(), dataSource);
            await().atMost(LONGEST_WAIT).untilAsserted(everyEventOnce::assertNothingMissing);
            everyEventOnce.assertHolds();
        }
    }

    private String image(String module, int port) {
        String image = "metrics-pipeline/" + module + ":" + tag;
        if (System.getProperty("images.tag") == null) {
            Docker.run(
                    "build",
                    "--file=../docker/Dockerfile",
                    "--build-arg=MODULE=" + module,
                    "--build-arg=PORT=" + port,
                    "--build-arg=REVISION=" + REVISION,
                    "--tag=" + image,
                    "..");
        }
        return image;
    }

    private static GenericContainer<?> service(String image, int port) {
        return new GenericContainer<>(image)
                .withEnv("SPRING_KAFKA_BOOTSTRAP_SERVERS", "kafka:19092")
                .withExposedPorts(port)
                .withTmpFs(Map.of("/tmp", "exec,size=64m", SPOOL, "uid=10001,gid=10001,size=64m"))
                .withCreateContainerCmdModifier(
                        command -> Objects.requireNonNullElseGet(command.getHostConfig(), HostConfig::new)
                                .withReadonlyRootfs(true)
                                .withCapDrop(Capability.ALL))
                .waitingFor(Wait.forHealthcheck());
    }

    private void assertTellsAboutItself(GenericContainer<?> service, String... meters) throws Exception {
        await().atMost(LONGEST_WAIT)
                .untilAsserted(() -> assertThat(get(service, "/actuator/health"))
                        .contains("\"status\":\"UP\"")
                        .doesNotContain("DOWN", "OUT_OF_SERVICE"));
        assertThat(get(service, "/actuator/prometheus")).contains(meters);
        assertThat(get(service, "/actuator/info"))
                .contains("\"version\":\"" + label(service, "version") + "\"")
                .contains("\"id\":\"" + label(service, "revision").substring(0, 7) + "\"");
        assertThat(inside(service, "id", "-u")).isEqualTo("10001");
        BillOfMaterials.assertNames(
                inside(service, "ls", "lib").lines(), inside(service, "cat", "application.cdx.json"));
    }

    private static String label(GenericContainer<?> service, String name) {
        String label = "{{index .Config.Labels \"org.opencontainers.image." + name + "\"}}";
        return Docker.run("inspect", "--format=" + label, service.getContainerId());
    }

    private static String inside(GenericContainer<?> service, String... command) throws Exception {
        return service.execInContainer(command).getStdout().strip();
    }

    private static String get(GenericContainer<?> service, String path) throws Exception {
        URI uri = URI.create("http://" + service.getHost() + ":" + service.getFirstMappedPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static PGSimpleDataSource dataSource(PostgreSQLContainer postgres) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(postgres.getJdbcUrl());
        dataSource.setUser(postgres.getUsername());
        dataSource.setPassword(postgres.getPassword());
        return dataSource;
    }
}
