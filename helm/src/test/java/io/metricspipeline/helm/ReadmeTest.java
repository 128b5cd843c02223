package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The chart's README tells every value in the words of values.yaml. */
class ReadmeTest {

    private static final Path README = Chart.DIRECTORY.resolve("README.md");
    private static final String BEGIN = "<!-- values.yaml; mvn -pl helm test -Dtest=ReadmeTest -Dreadme.write -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void tellsEveryValueAsValuesYamlDoes() throws Exception {
        String table = ValuesTable.of(Files.readString(Chart.DIRECTORY.resolve("values.yaml")));
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();

        if (System.getProperty("readme.write") != null) {
            Files.writeString(README, readme.substring(0, begin) + table + readme.substring(readme.indexOf(END)));
        } else {
            assertThat(readme.substring(begin, readme.indexOf(END))).isEqualTo(table);
        }
    }
}
