package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The bill of materials in a service's jar, against the libraries that are really in it. */
final class BillOfMaterialsIT {
    private static final String LIBRARIES = "BOOT-INF/lib/";
    // Starters are empty jars that packaging leaves out; the tools that extract the layers are packaging's own.
    private static final Pattern NOT_OF_BOTH = Pattern.compile("spring-boot-(starter-|jarmode-tools-).*");

    @ParameterizedTest
    @ValueSource(strings = {"metrics-producer", "metrics-sink"})
    void namesEveryLibraryInTheJarAndNothingElse(String module) throws Exception {
        try (ZipFile jar = new ZipFile(Build.serviceJar(module).toFile())) {
            assertThat(bill(jar)).containsExactlyInAnyOrderElementsOf(libraries(jar));
        }
    }

    private static List<String> bill(ZipFile jar) throws Exception {
        ZipEntry bill = jar.getEntry("META-INF/sbom/application.cdx.json");
        assertThat(bill).isNotNull();
        try (InputStream json = jar.getInputStream(bill)) {
            return new JsonMapper()
                    .readTree(json)
                    .get("components")
                    .valueStream()
                    .map(component -> component.get("name").stringValue() + "-"
                            + component.get("version").stringValue() + ".jar")
                    .filter(NOT_OF_BOTH.asMatchPredicate().negate())
                    .toList();
        }
    }

    private static List<String> libraries(ZipFile jar) {
        return jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                .map(name -> Path.of(name).getFileName().toString())
                .filter(NOT_OF_BOTH.asMatchPredicate().negate())
                .toList();
    }
}
