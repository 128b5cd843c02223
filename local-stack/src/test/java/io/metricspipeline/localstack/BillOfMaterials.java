package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The promise of a bill of materials (CycloneDX, JSON): it names every library that is there, and nothing else. */
final class BillOfMaterials {
    // Starters are empty jars that packaging leaves out; the tools that extract the layers are packaging's own.
    private static final Pattern NOT_OF_BOTH = Pattern.compile("spring-boot-(starter-|jarmode-tools-).*");

    private BillOfMaterials() {}

    static void assertNames(Stream<String> jars, String bill) {
        List<String> there = compared(jars);
        assertThat(there).isNotEmpty().containsExactlyInAnyOrderElementsOf(compared(components(bill)));
    }

    private static Stream<String> components(String bill) {
        return new JsonMapper()
                .readTree(bill)
                .get("components")
                .valueStream()
                .map(component -> component.get("name").stringValue() + "-"
                        + component.get("version").stringValue() + ".jar");
    }

    private static List<String> compared(Stream<String> jars) {
        return jars.filter(NOT_OF_BOTH.asMatchPredicate().negate()).toList();
    }
}
