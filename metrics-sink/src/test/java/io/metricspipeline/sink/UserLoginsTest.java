package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class UserLoginsTest {

    private static final Instant RECEIVED_AT = Instant.parse("2026-11-21T08:00:01Z");

    private final UserLogins rules =
            new UserLogins(Clock.fixed(Instant.parse("2026-11-21T08:00:02.250417Z"), ZoneOffset.UTC));

    @Test
    void keepsALoginThatIsInOrderAndAddsTheTime() throws UndecodableRecord {
        ObjectNode login = login();

        assertThat(rules.apply(login, "topic/0/1", RECEIVED_AT).getEpochSecond())
                .isEqualTo(login.path("timestamp").asLong());
        assertThat(login).isEqualTo(login().put("processed_timestamp", "2026-11-21T08:00:02.250Z"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
                    locale,      en_us,             en-US
                    locale,      DE-de-u-co-phonebk, de-DE
                    locale,      pt,                pt
                    locale,      no such thing,     null
                    locale,      '',                null
                    app_version, v2.3,              2.3.0
                    app_version, 02.03.01,          2.3.1
                    app_version, 2.3.0-beta,        null
                    app_version, 999999,            null
                    device_type, ' Android',        android
                    device_type, 'i phone',         null
                    ip,          999.1.2.3,         null
                    ip,          198.18.7.42,       198.18.7.42
                    ip,          2001:db8::1,       2001:db8::1
                    ip,          ab,                null
                    device_id,   ' one ',           one
                    """)
    void bringsWhatIsOddIntoOneForm(String field, String odd, @Nullable String normal) throws UndecodableRecord {
        ObjectNode login = login().put(field, odd);
        rules.apply(login, "topic/0/1", RECEIVED_AT);

        assertThat(login.get(field).isNull() ? null : login.get(field).asString())
                .isEqualTo(normal);
    }

    @Test
    void takesNullForWhatIsMissingOrOfAnotherType() throws UndecodableRecord {
        ObjectNode login = login().put("locale", 7);
        login.remove("app_version");
        rules.apply(login, "topic/0/1", RECEIVED_AT);

        assertThat(login.get("locale").isNull()).isTrue();
        assertThat(login.get("app_version").isNull()).isTrue();
    }

    @Test
    void readsATimeInMilliseconds() throws UndecodableRecord {
        ObjectNode login = login().put("timestamp", 1_795_248_000_000L);
        rules.apply(login, "topic/0/1", RECEIVED_AT);

        assertThat(login.get("timestamp").asLong()).isEqualTo(1_795_248_000L);
    }

    /** A reader of the next topic can tell repeated ones also of those. */
    @Test
    void callsALoginWithoutIdentityByItsPlace() throws UndecodableRecord {
        ObjectNode login = login();
        login.remove("event_id");
        rules.apply(login, "topic/0/1", RECEIVED_AT);

        assertThat(login.get("event_id").asString()).isEqualTo("topic/0/1");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
                    user_id,   null,                 user_id is required
                    user_id,   '',                   user_id must have 1 to 200 characters
                    timestamp, null,                 timestamp is required
                    timestamp, yesterday,            timestamp is no time
                    timestamp, 2026-11-21T09:00:02Z, timestamp is more than an hour after
                    """)
    void rejectsALoginThatDoesNotSayWhoOrWhen(String field, @Nullable String value, String why) {
        assertThatThrownBy(() -> rules.apply(login().put(field, value), "topic/0/1", RECEIVED_AT))
                .isInstanceOf(UndecodableRecord.class)
                .hasMessageContaining(why);
    }

    private static ObjectNode login() {
        return Events.JSON
                .createObjectNode()
                .put("event_id", "one")
                .put("user_id", "somebody")
                .put("app_version", "2.3.0")
                .put("device_type", "android")
                .put("ip", "198.18.7.42")
                .put("locale", "de-DE")
                .put("device_id", "a-phone")
                .put("timestamp", 1_795_248_000L);
    }
}
