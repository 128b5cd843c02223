package io.metricspipeline.localstack.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {

    @Test
    void shortensEveryDurationAlike() throws Exception {
        String scaled = ShippedRules.read().scaled(30);

        assertThat(scaled)
                .contains("for: 10000ms", "for: 0ms", "[30000ms]", "offset 30000ms", "> 30.000", "> 3120.000")
                .contains("> 100000", "> 0.05", "> 0.8");
        assertThat(Pattern.compile("(for: |\\[|offset )\\d+[smhd]\\b|\\* (60|3600)")
                        .matcher(scaled)
                        .find())
                .isFalse();
        assertThat(ShippedRules.scrapeInterval(30)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void thereIsAFaultForEachAlert() throws Exception {
        assertThat(Trials.all().stream().flatMap(trial -> trial.alerts().stream()))
                .containsExactlyInAnyOrderElementsOf(ShippedRules.read().alerts());
    }
}
