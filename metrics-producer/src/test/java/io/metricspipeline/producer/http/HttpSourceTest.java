package io.metricspipeline.producer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.metricspipeline.producer.Outlet;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpSourceTest {

    private final TestApi server = new TestApi();
    private final List<@Nullable String> keys = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();

    HttpSourceTest() throws IOException {}

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void makesAnEventOfEachItem() throws Exception {
        ask(settings("/results", "/login/uuid", null));

        JsonNode users = new JsonMapper().readTree(TestApi.USERS).get("results");
        assertThat(events).hasSize(2).allMatch(event -> event.size() == 3 && event.hasNonNull("fetched_at"));
        assertThat(events).extracting(event -> event.get("item")).containsExactly(users.get(0), users.get(1));
        assertThat(keys)
                .containsExactly("3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60", "b7e4c9d1-0a38-4f6e-8c25-71d9e3a6f048");
    }

    @Test
    void anItemThatIsSeenAgainIsAnotherEvent() throws Exception {
        ask(settings("/results", null, null));
        ask(settings("/results", null, null));

        assertThat(events)
                .extracting(event -> event.get("event_id").asString())
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(keys).containsOnlyNulls();
    }

    @Test
    void anItemWithAnIdentityIsTheSameEventAlways() throws Exception {
        ask(settings("/results", null, "/login/uuid"));
        ask(settings("/results", null, "/login/uuid"));

        assertThat(events.get(2).get("event_id")).isEqualTo(events.get(0).get("event_id"));
        assertThat(events.get(1).get("event_id")).isNotEqualTo(events.get(0).get("event_id"));
    }

    @Test
    void theWholeAnswerMayBeTheItem() throws Exception {
        ask(settings("", "/info/page", null));

        assertThat(events).hasSize(1);
        assertThat(keys).containsExactly("1");
    }

    @Test
    void anAnswerWithoutTheItemsIsAFailure() {
        server.then(200, "{\"error\": \"secret\"}");

        assertThat(catchThrowable(() -> ask(settings("/results", null, null))))
                .hasMessage(server.url() + " answered without /results");
    }

    @Test
    void anAnswerWithoutItemsIsNone() throws Exception {
        server.then(200, "{\"results\": []}");

        assertThat(ask(settings("/results", null, null))).isPositive();
        assertThat(events).isEmpty();
    }

    private Duration ask(HttpProperties settings) throws InterruptedException {
        return new HttpSource(settings, Clock.systemUTC(), System::nanoTime).sendDue(new Recording());
    }

    private HttpProperties settings(String items, @Nullable String key, @Nullable String id) {
        HttpProperties users = Settings.of(server.url(), Duration.ofMinutes(1), Map.of());
        return new HttpProperties(
                users.url(),
                users.headers(),
                "users",
                items,
                key,
                id,
                users.interval(),
                users.timeout(),
                users.maxSize());
    }

    /** Keeps what is sent. */
    private final class Recording implements Outlet {

        @Override
        public void send(String topic, @Nullable String key, byte[] value, Runnable acknowledged) {
            keys.add(key);
            events.add(new JsonMapper().readTree(value));
        }

        @Override
        public void awaitAcknowledgements() {}
    }
}
