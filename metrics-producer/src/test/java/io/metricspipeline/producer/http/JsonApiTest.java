package io.metricspipeline.producer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metricspipeline.producer.SourceUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class JsonApiTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final TestApi server = new TestApi();
    private final JsonApi api = new JsonApi(
            Settings.of(server.url() + "?key=hidden", INTERVAL, Map.of("X-Api-Key", "secret")),
            Clock.fixed(NOW, ZoneOffset.UTC));

    JsonApiTest() throws IOException {}

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void givesTheAnswerWithNumbersAsTheyCame() {
        assertThat(api.fetch().at("/results").toString())
                .contains("\"score\":1.10", "\"score\":12345678901234567890.5", "Björn");
        assertThat(server.requests().get(0).getFirst("X-Api-Key")).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    500 | -                             | PT0S
                    503 | 7                             | PT7S
                    429 | 120                           | PT2M
                    429 | Sat, 21 Nov 2026 12:01:30 GMT | PT1M30S
                    429 | Sat, 21 Nov 2026 11:00:00 GMT | PT0S
                    429 | 999999999                     | PT24H
                    429 | soon                          | PT0S
                    408 | -                             | PT0S
                    401 | -                             | PT10M
                    404 | 1200                          | PT20M
                    302 | -                             | PT10M
                    """)
    void saysHowLongAServerThatAnswersSoIsToBeLeftAlone(int status, String retryAfter, Duration pause) {
        if (retryAfter == null) {
            server.then(status, "{}");
        } else {
            server.then(status, "{}", "Retry-After", retryAfter);
        }

        SourceUnavailable failure = failure();

        assertThat(failure).hasMessage(server.url() + " answered " + status);
        assertThat(failure).extracting("atLeast").isEqualTo(pause);
    }

    @Test
    void followsNoRedirectionToWhichItWouldTakeTheHeaders() {
        server.then(302, "", "Location", server.url());

        assertThat(failure()).hasMessageEndingWith("answered 302");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void givesUpAServerThatIsSilentOrStopsHalfWay() {
        server.thenSilence();
        assertThat(failure()).hasMessageContaining("did not answer: ");
        server.thenHalfABodyAndSilence();
        assertThat(failure()).hasMessageContaining("did not answer: ");
        server.thenHalfABody();
        assertThat(failure()).hasMessageContaining("did not answer: ");

        assertThat(api.fetch().at("/results")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '<html>secret</html>' | answered what is not JSON
                    '{"results": [1'      | answered what is not JSON
                    '{} {}'               | answered what is not JSON
                    ''                    | answered nothing
                    """)
    void saysWhatIsNotJsonWithoutRepeatingIt(String body, String what) {
        server.then(200, body);

        assertThat(failure()).hasMessage(server.url() + " " + what);
    }

    @Test
    void readsNoMoreThanItMay() {
        server.then(200, "[" + " ".repeat((int) DataSize.ofKilobytes(4).toBytes()) + "]");

        assertThat(failure()).hasMessageEndingWith("answered more than 4096B");
    }

    @Test
    void aServerThatIsNotThereDidNotAnswer() {
        server.close();

        assertThat(failure()).hasMessageContaining("did not answer: ").hasMessageNotContaining("hidden");
    }

    private SourceUnavailable failure() {
        return catchThrowableOfType(SourceUnavailable.class, api::fetch);
    }
}
