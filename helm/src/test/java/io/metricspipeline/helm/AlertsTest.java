package io.metricspipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whoever is woken by an alert is told what happens, how much of it, and where to read what to do. */
class AlertsTest {

    private static final Pattern SECTION = Pattern.compile("(?m)^## (\\w+)$");

    static List<JsonNode> alerts() throws Exception {
        return Alerts.all();
    }

    static List<String> names() throws Exception {
        return Alerts.names();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void saysWhatIsWrongHowBadItIsAndWhereToRead(JsonNode alert) {
        String name = Alerts.name(alert);

        assertThat(alert.path("for").asString()).matches("\\d+[sm]");
        assertThat(alert.at("/labels/severity").asString()).isIn("warning", "critical");
        assertThat(alert.at("/annotations/summary").asString()).isNotBlank().endsWith(".");
        assertThat(alert.at("/annotations/runbook_url").asString())
                .isEqualTo("docs/RUNBOOK.md#" + name.toLowerCase(Locale.ROOT));
        // What is absent has no value.
        if (!alert.path("expr").asString().startsWith("absent")) {
            assertThat(alert.at("/annotations/description").asString()).contains("$value");
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void isTestedBothWays(String name) throws Exception {
        List<JsonNode> questions = Alerts.questions(name);

        assertThat(questions)
                .allSatisfy(question -> assertThat(question.path("expr").asString())
                        .contains("alertname=\"" + name + "\"", "alertstate=\"firing\""))
                .anyMatch(question -> question.has("exp_samples"))
                .anyMatch(question -> !question.has("exp_samples"));
    }

    @Test
    void theRunbookHasASectionOfFourPartsForEachAlertAndNoOther() throws Exception {
        String runbook = Files.readString(Path.of("../docs/RUNBOOK.md"));

        assertThat(SECTION.matcher(runbook).results().map(match -> match.group(1)))
                .containsExactlyElementsOf(Alerts.names());
        assertThat(runbook.split("(?m)^## ", -1))
                .filteredOn(section -> section.startsWith("Metrics"))
                .allSatisfy(section -> assertThat(Pattern.compile("(?m)^- \\*\\*(.+?):\\*\\*")
                                .matcher(section)
                                .results()
                                .map(part -> part.group(1)))
                        .containsExactly("Means", "At risk", "Look at", "Do"));
    }

    @Test
    void theRunbookLinksOnlyToItsOwnSectionsAndToFilesThatAreThere() throws Exception {
        String runbook = Files.readString(Path.of("../docs/RUNBOOK.md"));
        List<String> links = Pattern.compile("]\\((.+?)\\)")
                .matcher(runbook)
                .results()
                .map(MatchResult::group)
                .map(link -> link.substring(2, link.length() - 1))
                .toList();

        assertThat(links).isNotEmpty().allSatisfy(link -> {
            if (link.startsWith("#")) {
                assertThat(runbook.toLowerCase(Locale.ROOT)).contains("## " + link.substring(1) + "\n");
            } else {
                assertThat(Path.of("../docs").resolve(link)).exists();
            }
        });
    }
}
