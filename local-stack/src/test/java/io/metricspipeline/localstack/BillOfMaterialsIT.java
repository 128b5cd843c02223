package io.metricspipeline.localstack;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jars of the services. */
final class BillOfMaterialsIT {
    private static final String LIBRARIES = "BOOT-INF/lib/";

    @ParameterizedTest
    @ValueSource(strings = {"metrics-producer", "metrics-sink"})
    void namesEveryLibraryInTheJarAndNothingElse(String module) throws Exception {
        try (ZipFile jar = new ZipFile(Build.serviceJar(module).toFile());
                InputStream bill = jar.getInputStream(jar.getEntry("META-INF/sbom/application.cdx.json"))) {
            BillOfMaterials.assertNames(libraries(jar), new String(bill.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Stream<String> libraries(ZipFile jar) {
        return jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                .map(name -> name.substring(LIBRARIES.length()));
    }
}
