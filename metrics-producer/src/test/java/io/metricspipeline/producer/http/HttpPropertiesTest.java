package io.metricspipeline.producer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SettingsAtStart;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class HttpPropertiesTest {

    private final SettingsAtStart<HttpProperties> settings =
            new SettingsAtStart<>(HttpProperties.class, "producer.sources=http");

    private final SettingsAtStart<HttpProperties> complete = new SettingsAtStart<>(
            HttpProperties.class,
            "producer.sources=http",
            "producer.http.url=http://localhost/api",
            "producer.http.topic=things");

    @Test
    void hasDefaultsForAllButWhatAndWhereTo() {
        assertThat(complete.read())
                .isEqualTo(new HttpProperties(
                        "http://localhost/api",
                        Map.of(),
                        "things",
                        "",
                        null,
                        null,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10),
                        DataSize.ofMegabytes(2)));
    }

    @Test
    void readsEverySetting() {
        assertThat(settings.read(
                        "producer.http.url=https://example.com:8443/api?page=1",
                        "producer.http.headers.Authorization=Bearer secret",
                        "producer.http.headers.X-Api-Key=k",
                        "producer.http.topic=users",
                        "producer.http.items=/results",
                        "producer.http.key=/login/uuid",
                        "producer.http.id=/id~1x",
                        "producer.http.interval=1h",
                        "producer.http.timeout=5s",
                        "producer.http.max-size=1MB"))
                .isEqualTo(new HttpProperties(
                        "https://example.com:8443/api?page=1",
                        Map.of("Authorization", "Bearer secret", "X-Api-Key", "k"),
                        "users",
                        "/results",
                        "/login/uuid",
                        "/id~1x",
                        Duration.ofHours(1),
                        Duration.ofSeconds(5),
                        DataSize.ofMegabytes(1)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    url=ftp://localhost/ | url | must be an http or https URL
                    url=/api | url | must be an http or https URL
                    url=http://me@localhost/ | url | must be an http or https URL
                    topic=a topic | topic | must be a Kafka topic name
                    items=results | items | must be a JSON pointer
                    key=uuid | key | must be a JSON pointer
                    id=/a~2 | id | must be a JSON pointer
                    interval=999ms | interval | must be 1s to 1d
                    interval=25h | interval | must be 1s to 1d
                    timeout=99ms | timeout | must be 100ms to 5m
                    timeout=6m | timeout | must be 100ms to 5m
                    max-size=1023B | maxSize | must be 1KB to 100MB
                    max-size=101MB | maxSize | must be 1KB to 100MB
                    """)
    void aBadSettingFailsTheStartWithOneMessageThatNamesItAndTheRule(String setting, String property, String rule) {
        assertThat(complete.reject("producer.http." + setting))
                .contains("Property: producer.http." + property, "Reason: " + rule)
                .containsOnlyOnce("Reason:");
    }

    @Test
    void wantsToKnowWhatToAskAndWhereToSendIt() {
        assertThat(settings.reject())
                .contains("Property: producer.http.url", "Property: producer.http.topic")
                .contains("must be an http or https URL", "must be a Kafka topic name");
    }

    @Test
    void aHeaderThatCannotBeSentFailsTheStartWithoutItsValue() {
        assertThat(complete.reject("producer.http.headers.X-Api-Key=secret\nX-Other: 1"))
                .contains("producer.http.headers has one that cannot be sent: X-Api-Key")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://local host/?key=secret", "ftp://localhost/?key=secret", "http://me:secret@localhost/"})
    void aUrlThatIsNoneFailsTheStartWithoutBeingTold(String url) {
        assertThat(complete.reject("producer.http.url=" + url))
                .contains("Property: producer.http.url", "Reason: must be an http or https URL")
                .doesNotContain("secret");
    }

    @Test
    void tellsNoSecret() {
        assertThat(complete.read(
                        "producer.http.url=http://localhost/api?key=secret", "producer.http.headers.X-Api-Key=secret"))
                .asString()
                .contains("http://localhost/api", "X-Api-Key")
                .doesNotContain("secret");
    }

    @Test
    void areNotReadWhileTheSourceIsOff() {
        assertThat(new SettingsAtStart<>(HttpProperties.class, "producer.sources=host").areRead())
                .isFalse();
    }
}
