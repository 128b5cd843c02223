package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What every pod does without: root, privilege, a writable root file system, a token, the host. */
class PodSecurityTest {

    static List<Path> waysOfInstalling() throws Exception {
        return Chart.waysOfInstalling();
    }

    @ParameterizedTest
    @MethodSource("waysOfInstalling")
    void everyPodRunsWithoutPrivilege(Path values) {
        assertThat(Chart.render(values).pods()).hasSize(2).allSatisfy(PodSecurityTest::hasNoPrivilege);
    }

    @Test
    void thePodOfHelmTestRunsWithoutPrivilege(@TempDir Path copy) throws Exception {
        assertThat(Chart.renderWithTests(copy).all("Pod")).hasSize(1).allSatisfy(PodSecurityTest::hasNoPrivilege);
    }

    @ParameterizedTest
    @MethodSource("waysOfInstalling")
    void nothingOfTheHostCanBeWrittenButASpoolThatIsAskedFor(Path values) {
        Manifests manifests = Chart.render(values);

        assertThat(manifests.sink().at("/spec/volumes").findValues("hostPath")).isEmpty();
        JsonNode producer = manifests.producer();
        assertThat(producer.at("/spec/volumes").valueStream().filter(volume -> volume.has("hostPath")))
                .allSatisfy(volume -> assertThat(mount(producer, volume).asString(""))
                        .isEqualTo(volume.path("name").asString().equals("spool") ? "" : "true"));
    }

    @Test
    void theProducerSeesTheProcessesOfItsHostReadOnly() {
        JsonNode pod = Chart.render(Map.of()).producer();
        JsonNode container = pod.at("/spec/containers/0");

        assertThat(Manifests.named(pod.at("/spec/volumes"), "proc")
                        .at("/hostPath/path")
                        .asString())
                .isEqualTo("/proc");
        JsonNode mount = Manifests.named(container.path("volumeMounts"), "proc");
        assertThat(mount.path("mountPath").asString()).isEqualTo("/host/proc");
        assertThat(mount.path("readOnly").asBoolean()).isTrue();
        assertThat(Manifests.environment(container).get("PRODUCER_PROC_PATH")).hasToString("\"/host/proc\"");
    }

    @Test
    void aRestrictedProducerMountsNothingOfItsHost() {
        JsonNode pod = Chart.render(Map.of("producer.restricted", true)).producer();

        assertThat(pod.findValues("hostPath")).isEmpty();
        assertThat(Manifests.environment(pod.at("/spec/containers/0")))
                .doesNotContainKey("PRODUCER_PROC_PATH")
                .containsKey("PRODUCER_HOST_NAME");
    }

    private static JsonNode mount(JsonNode pod, JsonNode volume) {
        return Manifests.named(
                        pod.at("/spec/containers/0/volumeMounts"),
                        volume.path("name").asString())
                .path("readOnly");
    }

    private static void hasNoPrivilege(JsonNode pod) {
        JsonNode spec = pod.path("spec");
        assertThat(spec.path("automountServiceAccountToken").toString()).isEqualTo("false");
        assertThat(spec.has("hostPID") || spec.has("hostNetwork") || spec.has("hostIPC"))
                .isFalse();
        assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(spec.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
        assertThat(spec.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
        assertThat(Manifests.containers(pod)).isNotEmpty().allSatisfy(PodSecurityTest::mayDoNothing);
    }

    private static void mayDoNothing(JsonNode container) {
        assertThat(container.path("securityContext"))
                .hasToString("{\"allowPrivilegeEscalation\":false,\"capabilities\":{\"drop\":[\"ALL\"]},"
                        + "\"readOnlyRootFilesystem\":true}");
        assertThat(container.at("/resources/limits/memory").isString()).isTrue();
        assertThat(container.findValues("hostPort")).isEmpty();
    }
}
