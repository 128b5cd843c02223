package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Logins come from existing secrets, as files that Spring reads, each to the one container that needs it. */
class SecretsTest {

    private static final Path SECURED = Chart.DIRECTORY.resolve("ci/kafka-tls-scram-values.yaml");

    static List<Path> waysOfInstalling() throws Exception {
        return Chart.waysOfInstalling();
    }

    @ParameterizedTest
    @MethodSource("waysOfInstalling")
    void noLoginIsInAnEnvironmentOrAnObjectOfTheChart(Path values) {
        Manifests manifests = Chart.render(values);

        assertThat(manifests.all("Secret")).isEmpty();
        assertThat(manifests.all("ConfigMap")).isEmpty();
        assertThat(manifests.objects()).allSatisfy(object -> {
            assertThat(object.findValues("secretKeyRef")).isEmpty();
            assertThat(object.findValues("envFrom")).isEmpty();
        });
        assertThat(manifests.pods().stream().flatMap(pod -> Manifests.containers(pod).stream()))
                .allSatisfy(
                        container -> assertThat(Manifests.environment(container).keySet())
                                .noneMatch(name -> name.contains("PASSWORD") || name.contains("JAAS")));
    }

    @Test
    void valuesHaveNoPlaceForAPassword() throws Exception {
        JsonNode schema = Chart.read(Chart.DIRECTORY.resolve("values.schema.json"));

        assertThat(schema.findValues("properties"))
                .isNotEmpty()
                .allSatisfy(properties ->
                        assertThat(properties.propertyNames()).noneMatch(name -> name.matches("(?i).*password")));
    }

    @Test
    void theMigrationHasTheOwnersLoginAndTheSinkHasNot() {
        JsonNode pod = Chart.render(Map.of()).sink();
        JsonNode migration = Manifests.named(pod.at("/spec/initContainers"), "migrate");
        JsonNode sink = Manifests.named(pod.at("/spec/containers"), "sink");

        assertThat(secretFiles(pod, migration))
                .containsOnly(
                        Map.entry("secrets/spring.flyway.user", "metrics-owner/username"),
                        Map.entry("secrets/spring.flyway.password", "metrics-owner/password"));
        assertThat(Manifests.environment(migration).get("JAVA_TOOL_OPTIONS"))
                .hasToString("\"-Dspring.context.exit=onRefresh\"");
        assertThat(secretFiles(pod, sink))
                .containsOnly(
                        Map.entry("secrets/spring.datasource.username", "metrics-writer/username"),
                        Map.entry("secrets/spring.datasource.password", "metrics-writer/password"));
        assertThat(Manifests.environment(sink).get("SPRING_FLYWAY_ENABLED")).hasToString("\"false\"");
        assertThat(migration.path("image")).isEqualTo(sink.path("image"));
    }

    @Test
    void theOwnersLoginIsNotAskedForWhereOthersMigrate() {
        JsonNode pod = Chart.render(Map.of("migration.enabled", false)).sink();

        assertThat(pod.path("spec").has("initContainers")).isFalse();
        assertThat(pod.toString()).doesNotContain("metrics-owner");
    }

    @Test
    void eachServiceHasALoginToKafkaOfItsOwn() {
        Manifests manifests = Chart.render(SECURED);

        assertThat(secretFiles(manifests.producer(), manifests.producer().at("/spec/containers/0")))
                .containsOnly(
                        Map.entry(
                                "secrets/spring.kafka.properties.sasl.jaas.config",
                                "metrics-producer/sasl.jaas.config"),
                        Map.entry("kafka-ca/ca.crt", "kafka-cluster-ca-cert/ca.crt"));
        assertThat(secretFiles(manifests.sink(), manifests.sink().at("/spec/containers/0")))
                .containsEntry("secrets/spring.kafka.properties.sasl.jaas.config", "metrics-sink/sasl.jaas.config")
                .containsEntry("kafka-ca/ca.crt", "kafka-cluster-ca-cert/ca.crt")
                .containsEntry("postgresql-ca/ca.crt", "postgresql-ca/ca.crt");
    }

    @Test
    void certificatesAndNamesAreChecked() {
        Manifests manifests = Chart.render(SECURED);

        assertThat(List.of(manifests.producer(), manifests.sink()))
                .allSatisfy(pod -> assertThat(text(pod.at("/spec/containers/0")))
                        .containsEntry("SPRING_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                        .containsEntry("SPRING_KAFKA_PROPERTIES_SASL_MECHANISM", "SCRAM-SHA-512")
                        .containsEntry("SPRING_KAFKA_SSL_TRUST_STORE_TYPE", "PEM")
                        .containsEntry(
                                "SPRING_KAFKA_SSL_TRUST_STORE_LOCATION", "file:/etc/metrics-pipeline/kafka-ca/ca.crt"));
        assertThat(Manifests.containers(manifests.sink()))
                .allSatisfy(
                        container -> assertThat(text(container))
                                .containsEntry(
                                        "SPRING_DATASOURCE_URL",
                                        "jdbc:postgresql://postgresql-rw:5432/metrics"
                                                + "?sslmode=verify-full&sslrootcert=/etc/metrics-pipeline/postgresql-ca/ca.crt"));
    }

    @Test
    void examplesHoldNoPassword() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("examples"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern("(?m)^\\s*password:"));
        }
    }

    private static Map<String, String> text(JsonNode container) {
        return Manifests.environment(container).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, variable -> variable.getValue().asString("")));
    }

    /** What a container finds of secrets below /etc/metrics-pipeline: file to secret and key. */
    private static Map<String, String> secretFiles(JsonNode pod, JsonNode container) {
        Map<String, String> files = new TreeMap<>();
        for (JsonNode mount : container.path("volumeMounts")) {
            JsonNode volume =
                    Manifests.named(pod.at("/spec/volumes"), mount.path("name").asString());
            String folder = mount.path("mountPath").asString().replace("/etc/metrics-pipeline/", "") + "/";
            Stream.concat(
                            Stream.of(volume.path("secret")),
                            volume.at("/projected/sources").valueStream().map(source -> source.path("secret")))
                    .forEach(secret -> secret.path("items")
                            .forEach(
                                    item -> files.put(folder + item.path("path").asString(), key(secret, item))));
        }
        return files;
    }

    private static String key(JsonNode secret, JsonNode item) {
        String name = secret.path("secretName").asString(secret.path("name").asString(""));
        return name + "/" + item.path("key").asString();
    }
}
