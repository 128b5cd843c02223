package io.metricspipeline.localstack.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A trial against alerts that are told look by look: each is a letter, a capital one fires, a small one is pending. */
class AlertsRunTest {

    private static final Trial TRIAL = Trial.of("anything", stack -> {}, "A");

    private final List<String> looks = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final AlertsRun run = new AlertsRun(this::next, new AlertsRun.Trouble() {
        @Override
        public void begin(Trial trial) {
            events.add("begins before " + looks);
        }

        @Override
        public void heal() {
            events.add("heals before " + looks);
        }
    });

    @Test
    void beginsWhenNoAlertIsLeftThatFiresOrIsAboutTo() throws Exception {
        looks.addAll(List.of("b", "B", "b", "", "a", "A", ""));

        List<Outcome> outcomes = run.run(TRIAL);

        assertThat(events).containsExactly("begins before [a, A, ]", "heals before []");
        assertThat(outcomes).extracting(Outcome::alert).containsExactly("A");
        assertThat(outcomes).allMatch(Outcome::isGood);
    }

    @Test
    void tellsAlsoOfTheAlertsThatItDidNotMeanToFire() throws Exception {
        looks.addAll(List.of("", "C", "CA", "CA", "CAD", "D", ""));

        List<Outcome> outcomes = run.run(TRIAL);

        assertThat(outcomes).extracting(Outcome::alert).containsExactly("A", "C", "D");
        assertThat(outcomes).extracting(Outcome::isMeant).containsExactly(true, false, false);
        assertThat(outcomes).allMatch(Outcome::isGood);
    }

    /** Silence after the last one. */
    private List<JsonNode> next() {
        String look = looks.isEmpty() ? "" : looks.remove(0);
        return Stream.of(look.split(""))
                .filter(letter -> !letter.isEmpty())
                .map(AlertsRunTest::alert)
                .toList();
    }

    private static JsonNode alert(String letter) {
        boolean fires = letter.equals(letter.toUpperCase(Locale.ROOT));
        return new JsonMapper().readTree("""
                {"labels": {"alertname": "%s"}, "annotations": {"description": "why"}, "state": "%s"}
                """.formatted(letter.toUpperCase(Locale.ROOT), fires ? "firing" : "pending"));
    }
}
