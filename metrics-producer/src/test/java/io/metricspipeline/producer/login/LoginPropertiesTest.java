package io.metricspipeline.producer.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SettingsAtStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginPropertiesTest {

    private final SettingsAtStart<LoginProperties> settings =
            new SettingsAtStart<>(LoginProperties.class, "producer.sources=user-login");

    @Test
    void hasDefaults() {
        assertThat(settings.read()).isEqualTo(new LoginProperties("user-login", 10, 10_000, 1, 0, 0));
    }

    @Test
    void readsEverySetting() {
        assertThat(settings.read(
                        "producer.user-login.topic=logins",
                        "producer.user-login.per-second=0.5",
                        "producer.user-login.users=20",
                        "producer.user-login.seed=7",
                        "producer.user-login.missing=0.1",
                        "producer.user-login.odd=0.2"))
                .isEqualTo(new LoginProperties("logins", 0.5, 20, 7, 0.1, 0.2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    topic=a topic | topic | must be a Kafka topic name
                    per-second=0 | perSecond | must be 0.01 to 10000
                    per-second=10001 | perSecond | must be 0.01 to 10000
                    users=0 | users | must be 1 to 10000000
                    users=10000001 | users | must be 1 to 10000000
                    missing=-0.1 | missing | must be 0 to 1
                    missing=1.1 | missing | must be 0 to 1
                    odd=-0.1 | odd | must be 0 to 1
                    odd=1.1 | odd | must be 0 to 1
                    """)
    void aBadSettingFailsTheStartWithOneMessageThatNamesItAndTheRule(String setting, String property, String rule) {
        assertThat(settings.reject("producer.user-login." + setting))
                .contains("Property: producer.user-login." + property, "Reason: " + rule)
                .containsOnlyOnce("Reason:");
    }

    @Test
    void isNotReadWhileTheSourceIsOff() {
        assertThat(new SettingsAtStart<>(LoginProperties.class, "producer.sources=host").areRead())
                .isFalse();
    }
}
