package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** How the two services are run: where they listen, how they are asked, how many there are, how they stop. */
class ServicesTest {

    static List<Path> waysOfInstalling() throws Exception {
        return Chart.waysOfInstalling();
    }

    @ParameterizedTest
    @MethodSource("waysOfInstalling")
    void healthIsAskedWhereTheServicesListen(Path values) {
        Manifests manifests = Chart.render(values);

        assertThat(List.of(manifests.producer(), manifests.sink())).allSatisfy(pod -> {
            JsonNode container = pod.at("/spec/containers/0");
            assertThat(container.at("/startupProbe/httpGet")).hasToString(asked("liveness"));
            assertThat(container.at("/livenessProbe/httpGet")).hasToString(asked("liveness"));
            assertThat(container.at("/readinessProbe/httpGet")).hasToString(asked("readiness"));
        });
        assertThat(port(manifests.producer())).isEqualTo(8081);
        assertThat(port(manifests.sink())).isEqualTo(8082);
        assertThat(manifests.all("Service"))
                .extracting(service -> service.at("/spec/ports/0/targetPort").asString())
                .containsExactly("management", "management");
    }

    @Test
    void bothServicesAndTheMigrationWriteTheLogInTheFormatThatIsAskedFor() {
        String variable = "LOGGING_STRUCTURED_FORMAT_CONSOLE";
        Manifests asked = Chart.render(Map.of("logFormat", "ecs"));
        Manifests unasked = Chart.render(Map.of());

        assertThat(Stream.of(asked.producer(), asked.sink()).flatMap(pod -> Manifests.containers(pod).stream()))
                .hasSize(3)
                .allSatisfy(container -> assertThat(Manifests.environment(container))
                        .hasEntrySatisfying(
                                variable,
                                format -> assertThat(format.asString()).isEqualTo("ecs")));
        assertThat(Stream.of(unasked.producer(), unasked.sink()).flatMap(pod -> Manifests.containers(pod).stream()))
                .allSatisfy(container ->
                        assertThat(Manifests.environment(container)).doesNotContainKey(variable));
    }

    @Test
    void thereIsNoPageUntilSomebodySaysWhoMaySeeIt() {
        Manifests manifests = Chart.render(Map.of());

        assertThat(Manifests.environment(manifests.sink().at("/spec/containers/0")))
                .hasEntrySatisfying(
                        "SINK_PAGE_ENABLED", enabled -> assertThat(enabled).hasToString("\"false\""));
        assertThat(manifests.all("Service")).hasSize(2);
    }

    @Test
    void thePageIsShownAlsoBySinksThatAreNotReady() {
        Manifests manifests = Chart.render(Map.of("sink.page.existingSecret", "page", "networkPolicy.enabled", true));

        JsonNode service = manifests.all("Service").stream()
                .filter(candidate ->
                        candidate.at("/spec/ports/0/name").asString().equals("page"))
                .findFirst()
                .orElseThrow();
        assertThat(service.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(Manifests.selects(service.at("/spec/selector"), manifests.sink()))
                .isTrue();
        assertThat(Manifests.named(manifests.sink().at("/spec/containers/0/ports"), "page")
                        .path("containerPort")
                        .asInt())
                .isEqualTo(8080);
        assertThat(Manifests.environment(manifests.sink().at("/spec/containers/0")))
                .containsKey("SINK_PAGE_ADDRESS")
                .doesNotContainKey("SINK_PAGE_ENABLED");
        assertThat(Manifests.named(manifests.sink().at("/spec/volumes"), "secrets")
                        .at("/projected/sources"))
                .hasToString(
                        "[{\"secret\":{\"name\":\"metrics-writer\",\"items\":[{\"key\":\"username\",\"path\":\"spring.datasource.username\"},"
                                + "{\"key\":\"password\",\"path\":\"spring.datasource.password\"}]}},"
                                + "{\"secret\":{\"name\":\"page\",\"items\":[{\"key\":\"password\",\"path\":\"sink.page.password\"}]}}]");
    }

    @Test
    void everyNodeHasAProducerThatKnowsItsName() {
        JsonNode daemons = Chart.render(Map.of()).one("DaemonSet");

        assertThat(daemons.at("/spec/updateStrategy/rollingUpdate/maxUnavailable")
                        .asString())
                .isEqualTo("10%");
        JsonNode spec = daemons.at("/spec/template/spec");
        assertThat(spec.path("tolerations")).hasToString("[{\"operator\":\"Exists\"}]");
        assertThat(spec.path("nodeSelector")).hasToString("{\"kubernetes.io/os\":\"linux\"}");
        assertThat(Manifests.environment(spec.at("/containers/0")).get("PRODUCER_HOST_NAME"))
                .hasToString("{\"fieldRef\":{\"fieldPath\":\"spec.nodeName\"}}");
    }

    @Test
    void theSpoolHasRoomBeyondItsLimit() {
        JsonNode pod =
                Chart.render(Map.of("producer.spool.maxSizeMebibytes", 2048)).producer();

        assertThat(Manifests.environment(pod.at("/spec/containers/0")))
                .hasEntrySatisfying(
                        "PRODUCER_SPOOL_MAX_SIZE", size -> assertThat(size).hasToString("\"2048MB\""));
        assertThat(Manifests.named(pod.at("/spec/volumes"), "spool").path("emptyDir"))
                .hasToString("{\"sizeLimit\":\"2176Mi\"}");
    }

    @Test
    void nodesThatShareAClaimHaveAFolderEach() {
        JsonNode pod = Chart.render(
                        Map.of("producer.spool.volume", "existingClaim", "producer.spool.existingClaim", "spools"))
                .producer();

        assertThat(Manifests.named(pod.at("/spec/volumes"), "spool").at("/persistentVolumeClaim/claimName"))
                .hasToString("\"spools\"");
        assertThat(Manifests.named(pod.at("/spec/containers/0/volumeMounts"), "spool")
                        .path("subPathExpr"))
                .hasToString("\"$(PRODUCER_HOST_NAME)\"");
    }

    @Test
    void sinksAreSpreadAndDrainedOneByOneAndHaveTimeToStop() {
        Manifests manifests = Chart.render(Map.of());

        JsonNode spec = manifests.sink().path("spec");
        assertThat(spec.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(40);
        assertThat(spec.path("topologySpreadConstraints"))
                .isNotEmpty()
                .allSatisfy(constraint -> assertThat(
                                Manifests.selects(constraint.at("/labelSelector/matchLabels"), manifests.sink()))
                        .isTrue());
        assertThat(manifests
                        .one("PodDisruptionBudget")
                        .at("/spec/maxUnavailable")
                        .asInt())
                .isEqualTo(1);
        assertThat(manifests.one("Deployment").at("/spec/replicas").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"hpa, HorizontalPodAutoscaler, ScaledObject", "keda, ScaledObject, HorizontalPodAutoscaler"})
    void theNumberOfSinksIsLeftToTheAutoscaler(String by, String kind, String otherKind) {
        Manifests manifests = Chart.render(Map.of("sink.autoscaling.by", by));

        JsonNode deployment = manifests.one("Deployment");
        assertThat(deployment.path("spec").has("replicas")).isFalse();
        assertThat(manifests.one(kind).at("/spec/scaleTargetRef/name")).isEqualTo(deployment.at("/metadata/name"));
        assertThat(manifests.all(otherKind)).isEmpty();
    }

    private static String asked(String group) {
        return "{\"path\":\"/actuator/health/" + group + "\",\"port\":\"management\"}";
    }

    private static int port(JsonNode pod) {
        return Manifests.named(pod.at("/spec/containers/0/ports"), "management")
                .path("containerPort")
                .asInt();
    }
}
