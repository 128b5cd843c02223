package io.metricspipeline.sink;

import java.math.BigDecimal;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bytes in, the one JSON object out that they are, and that a column of type jsonb takes with all of its digits. */
final class EventJson {

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNameLength(1_000)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    // Of a double. PostgreSQL keeps all digits of a number: 1e100000 would take as many.
    private static final int LARGEST_EXPONENT = 330;

    private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

    private EventJson() {}

    static ObjectNode read(byte @Nullable [] value) throws UndecodableRecord {
        JsonNode event = parse(RecordBytes.require(value));
        if (!(event instanceof ObjectNode object)) {
            throw event.isMissingNode()
                    ? new UndecodableRecord(RejectReason.EMPTY, "the value is white space")
                    : new UndecodableRecord(RejectReason.NOT_AN_OBJECT, "the JSON is no object");
        }
        new EventJson().check(object);
        return object;
    }

    private static JsonNode parse(byte[] text) throws UndecodableRecord {
        try {
            return MAPPER.readTree(text);
        } catch (StreamConstraintsException limit) {
            throw new UndecodableRecord(RejectReason.LIMIT_EXCEEDED, limit.getOriginalMessage());
        } catch (JacksonException notJson) {
            throw new UndecodableRecord(RejectReason.NOT_JSON, notJson.getOriginalMessage());
        }
    }

    private void check(JsonNode value) throws UndecodableRecord {
        if (value.isString()) {
            checkText(value.asString());
        } else if (value.isFloatingPointNumber()) {
            checkNumber(value.decimalValue());
        } else if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                checkText(field.getKey());
                check(field.getValue());
            }
        } else {
            for (JsonNode element : value) {
                check(element);
            }
        }
    }

    private void checkText(String text) throws UndecodableRecord {
        if (text.indexOf('\0') >= 0) {
            throw new UndecodableRecord(RejectReason.BAD_TEXT, "a text holds NUL");
        }
        if (!utf8.canEncode(text)) {
            throw new UndecodableRecord(RejectReason.BAD_TEXT, "a text holds half a surrogate pair");
        }
    }

    private static void checkNumber(BigDecimal number) throws UndecodableRecord {
        if (Math.abs((long) number.precision() - number.scale()) > LARGEST_EXPONENT
                || Math.abs((long) number.scale()) > LARGEST_EXPONENT + 64) {
            throw new UndecodableRecord(
                    RejectReason.OUT_OF_RANGE, "a number has an exponent beyond " + LARGEST_EXPONENT);
        }
    }
}
