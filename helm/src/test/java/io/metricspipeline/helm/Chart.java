package io.metricspipeline.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The chart, linted and rendered by Helm itself: with its defaults, with a file of values, or with single values. */
final class Chart {

    static final Path DIRECTORY = Path.of("metrics-pipeline");

    /** The library's own choice is 1.20, which is too old for the chart. */
    private static final String KUBERNETES = "1.34.0";

    /** Values files of the chart's ci/ and of the examples. */
    static List<Path> waysOfInstalling() throws IOException {
        PathMatcher values = FileSystems.getDefault()
                .getPathMatcher("glob:{metrics-pipeline/ci/*-values.yaml,examples/*/values.yaml}");
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files.filter(values::matches).sorted().toList();
        }
    }

    static Manifests render(Path values) {
        return Manifests.parse(template(DIRECTORY).withValuesFile(values).call());
    }

    static Manifests render(Map<String, ?> values) {
        TemplateCommand template = template(DIRECTORY);
        values.forEach(template::set);
        return Manifests.parse(template.call());
    }

    /** Helm leaves the pods of helm test out; here they are with the rest. */
    static Manifests renderWithTests(Path copy) throws IOException {
        copyTo(copy);
        Path test = copy.resolve("templates/tests/readiness.yaml");
        Files.writeString(test, Files.readString(test).replace("helm.sh/hook: test", "helm.sh/hook-of: test"));
        return Manifests.parse(template(copy).call());
    }

    /** What Helm tells whoever has installed the chart. */
    static String notes(Map<String, ?> values) {
        InstallCommand install =
                new Helm(DIRECTORY).install().withName("release").clientOnly().dryRun();
        values.forEach(install::set);
        String output = install.withKubeVersion(KUBERNETES).call().getOutput();
        return output.substring(output.indexOf("NOTES:"));
    }

    /** Helm's library lints with the chart's own values only, so these become those of a copy. */
    static LintResult lint(Path values, Path copy) throws IOException {
        copyTo(copy);
        ObjectNode merged = merge(read(DIRECTORY.resolve("values.yaml")), read(values));
        Files.writeString(copy.resolve("values.yaml"), JsonMapper.shared().writeValueAsString(merged));
        return new Helm(copy).lint().strict().call();
    }

    static ObjectNode read(Path yaml) throws IOException {
        return Manifests.parse(Files.readString(yaml)).objects().stream()
                .findFirst()
                .map(ObjectNode.class::cast)
                .orElseGet(JsonMapper.shared()::createObjectNode);
    }

    private static TemplateCommand template(Path chart) {
        return new Helm(chart)
                .template()
                .withName("release")
                .withNamespace("namespace")
                .withKubeVersion(KUBERNETES);
    }

    private static ObjectNode merge(ObjectNode into, ObjectNode from) {
        from.forEachEntry((key, value) -> {
            JsonNode present = into.path(key);
            into.set(key, present instanceof ObjectNode a && value instanceof ObjectNode b ? merge(a, b) : value);
        });
        return into;
    }

    private static void copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(DIRECTORY.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private Chart() {}
}
