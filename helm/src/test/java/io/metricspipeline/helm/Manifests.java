package io.metricspipeline.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kubernetes objects as Helm renders them. A key that stands twice is refused, as by Kubernetes. */
record Manifests(List<JsonNode> objects) {

    static Manifests parse(String yaml) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<JsonNode> objects = new ArrayList<>();
        for (Object document : new Yaml(strict).loadAll(yaml)) {
            if (document != null) {
                objects.add(JsonMapper.shared().valueToTree(document));
            }
        }
        return new Manifests(objects);
    }

    List<JsonNode> all(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .toList();
    }

    JsonNode one(String kind) {
        List<JsonNode> found = all(kind);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of kind " + kind);
        }
        return found.get(0);
    }

    JsonNode producer() {
        return one("DaemonSet").at("/spec/template");
    }

    JsonNode sink() {
        return one("Deployment").at("/spec/template");
    }

    /** Pods and templates of pods, each with metadata and spec. */
    List<JsonNode> pods() {
        return Stream.concat(Stream.of(producer(), sink()), all("Pod").stream()).toList();
    }

    static List<JsonNode> containers(JsonNode pod) {
        return Stream.of("/spec/initContainers", "/spec/containers")
                .flatMap(list -> pod.at(list).valueStream())
                .toList();
    }

    /** The environment of a container: name to value, or to what the value is taken from. */
    static Map<String, JsonNode> environment(JsonNode container) {
        Map<String, JsonNode> environment = new TreeMap<>();
        container
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asString(),
                        variable.has("value") ? variable.path("value") : variable.path("valueFrom")));
        return environment;
    }

    /** The object of this name in a list, for example a volume; a missing node when there is none. */
    static JsonNode named(JsonNode list, String name) {
        return list.valueStream()
                .filter(entry -> entry.path("name").asString().equals(name))
                .findFirst()
                .orElseGet(JsonMapper.shared()::missingNode);
    }

    static boolean selects(JsonNode selector, JsonNode pod) {
        return !selector.isEmpty()
                && selector.propertyStream()
                        .allMatch(label ->
                                pod.at("/metadata/labels").path(label.getKey()).equals(label.getValue()));
    }
}
