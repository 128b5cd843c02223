package io.metricspipeline.helm;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From values.yaml to the README's table: a row for each value that a comment "# -- …" describes. */
final class ValuesTable {

    private static final String MARK = " -- ";

    /** Throws when a value stands there without a comment. */
    static String of(String yaml) {
        LoaderOptions comments = new LoaderOptions();
        comments.setProcessComments(true);
        MappingNode root = (MappingNode) new Yaml(comments).compose(new StringReader(yaml));
        JsonNode values = JsonMapper.shared().valueToTree(new Yaml().<Map<String, Object>>load(yaml));
        return rows("", root, values).collect(Collectors.joining("\n", "| value | default | |\n|---|---|---|\n", "\n"));
    }

    private static Stream<String> rows(String prefix, MappingNode node, JsonNode values) {
        return node.getValue().stream().flatMap(entry -> {
            String key = ((ScalarNode) entry.getKeyNode()).getValue();
            return rows(prefix + key, entry, values.path(key));
        });
    }

    private static Stream<String> rows(String name, NodeTuple entry, JsonNode value) {
        String description = description(entry);
        if (!description.isEmpty()) {
            return Stream.of("| `" + name + "` | `" + value + "` | " + description + " |");
        }
        if (entry.getValueNode() instanceof MappingNode children) {
            return rows(name + ".", children, value);
        }
        throw new IllegalStateException("values.yaml does not describe " + name);
    }

    private static String description(NodeTuple entry) {
        List<CommentLine> lines = entry.getKeyNode().getBlockComments();
        return lines == null
                ? ""
                : lines.stream()
                        .map(CommentLine::getValue)
                        .dropWhile(line -> !line.startsWith(MARK))
                        .map(line -> line.replace(MARK, "").strip())
                        .collect(Collectors.joining(" "));
    }

    private ValuesTable() {}
}
