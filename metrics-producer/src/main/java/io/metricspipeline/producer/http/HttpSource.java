package io.metricspipeline.producer.http;

import io.metricspipeline.producer.OnSource;
import io.metricspipeline.producer.Outlet;
import io.metricspipeline.producer.Source;
import io.metricspipeline.producer.SourceName;
import io.metricspipeline.producer.SourceUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the API at every interval and sends each item of the answer; a run is over when Kafka has all of them. */
@Component
@OnSource(SourceName.HTTP)
final class HttpSource implements Source {

    private final HttpProperties settings;
    private final JsonApi api;
    private final Clock clock;
    private final LongSupplier nanoTime;

    HttpSource(HttpProperties settings, Clock clock, LongSupplier nanoTime) {
        this.settings = settings;
        this.api = new JsonApi(settings, clock);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public SourceName name() {
        return SourceName.HTTP;
    }

    @Override
    public Duration sendDue(Outlet outlet) throws InterruptedException {
        long begin = nanoTime.getAsLong();
        JsonNode items = items(api.fetch());
        String fetchedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        for (JsonNode item : items) {
            outlet.send(settings.topic(), text(item, settings.key()), event(item, fetchedAt));
        }
        outlet.awaitAcknowledgements();
        Duration taken = Duration.ofNanos(nanoTime.getAsLong() - begin);
        return settings.interval().minus(taken);
    }

    private JsonNode items(JsonNode answer) {
        JsonNode items = answer.at(settings.items());
        if (items.isMissingNode()) {
            throw new SourceUnavailable(settings.address() + " answered without " + settings.items(), Duration.ZERO);
        }
        return items.isArray() ? items : JsonApi.JSON.createArrayNode().add(items);
    }

    private byte[] event(JsonNode item, String fetchedAt) {
        ObjectNode event = JsonApi.JSON
                .createObjectNode()
                .put("event_id", eventId(text(item, settings.id())))
                .put("fetched_at", fetchedAt);
        return JsonApi.JSON.writeValueAsBytes(event.set("item", item));
    }

    private String eventId(@Nullable String id) {
        UUID eventId = id == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes((settings.topic() + " " + id).getBytes(StandardCharsets.UTF_8));
        return eventId.toString();
    }

    /** Null where there is none. */
    private static @Nullable String text(JsonNode item, @Nullable String pointer) {
        if (pointer == null) {
            return null;
        }
        JsonNode found = item.at(pointer);
        return found.isValueNode() && !found.isNull() ? found.asString() : null;
    }
}
