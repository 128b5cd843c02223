package io.metricspipeline.localstack;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An event as the topic holds it: its key, and every fact of the sample by the name of the column where it must be. */
record PublishedSample(SampleKey key, Map<String, Object> facts) {
    private static final JsonMapper JSON = new JsonMapper();
    // The key itself, and statements about the delivery of other samples.
    private static final Set<String> NO_FACTS =
            Set.of("schemaVersion", "producerId", "sequence", "acknowledgedBelow", "losses", "closed");
    private static final Set<String> TIMES = Set.of("sampledAt", "bootedAt");

    static PublishedSample parse(byte[] value) {
        return of(JSON.readTree(value));
    }

    static PublishedSample of(JsonNode event) {
        Map<String, Object> facts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : event.properties()) {
            if (!NO_FACTS.contains(field.getKey())) {
                facts.put(column(field.getKey()), fact(field.getKey(), field.getValue()));
            }
        }
        UUID producerId = UUID.fromString(event.get("producerId").stringValue());
        return new PublishedSample(
                new SampleKey(producerId, event.get("sequence").longValue()), facts);
    }

    private static Object fact(String field, JsonNode value) {
        if (TIMES.contains(field)) {
            return Instant.parse(value.stringValue());
        }
        if (value.isString()) {
            return value.stringValue();
        }
        return value.isIntegralNumber() ? (Object) value.longValue() : (Object) value.doubleValue();
    }

    private static String column(String field) {
        return field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
