package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * One JSON text in, the fields of its object out: a single pass without a tree. Of each object it keeps the values that
 * have a {@link Field}; all others are read as strictly, and dropped.
 */
final class JsonReader {

    // Jackson's own limits are far wider (depth 500, strings of 20 million): no event needs more than these.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(4_096)
                    .maxNameLength(256)
                    .maxNumberLength(64)
                    .build())
            // The contract says UTF-8; Jackson would guess UTF-16 and 32 too.
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            // Few threads read, and all the time: no pool that they would have to share.
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    private static final Map<String, Field> FIELDS =
            Arrays.stream(Field.values()).collect(toUnmodifiableMap(Field::json, field -> field));

    private static final SerializableString FIRST_NAME = new SerializedString(Field.SCHEMA_VERSION.json());

    /** The name that most likely comes after a field: that of the next one in the order of the contract. */
    private static final Map<Field, SerializableString> FOLLOWING_NAMES = followingNames();

    private final JsonParser json;

    private JsonReader(JsonParser json) {
        this.json = json;
    }

    static JsonFields read(byte @Nullable [] value) throws UndecodableRecord {
        byte[] text = RecordBytes.require(value);
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new JsonReader(json).event();
        } catch (StreamConstraintsException limit) {
            throw new UndecodableRecord(RejectReason.LIMIT_EXCEEDED, limit.getOriginalMessage());
        } catch (JacksonException notJson) {
            throw new UndecodableRecord(RejectReason.NOT_JSON, notJson.getOriginalMessage());
        }
    }

    private JsonFields event() throws UndecodableRecord {
        if (json.nextToken() == null) {
            throw new UndecodableRecord(RejectReason.EMPTY, "the value is white space");
        }
        Object event = value();
        if (json.nextToken() != null) {
            throw new UndecodableRecord(RejectReason.NOT_JSON, "something follows the event");
        }
        if (event instanceof JsonFields fields) {
            return fields;
        }
        throw new UndecodableRecord(RejectReason.NOT_AN_OBJECT, "the JSON is no object");
    }

    /** What the current token begins: {@link JsonFields} for an object, a list for an array. */
    private @Nullable Object value() throws UndecodableRecord {
        return switch (json.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_NULL -> null;
            default -> json.getBooleanValue();
        };
    }

    private JsonFields object() throws UndecodableRecord {
        Map<Field, @Nullable Object> fields = new EnumMap<>(Field.class);
        Set<String> others = new HashSet<>(0);
        SerializableString expected = FIRST_NAME;
        while (hasField(expected)) {
            String name = json.currentName();
            Field field = FIELDS.get(name);
            // Jackson's own check keeps every name in a set, which is an eighth of the sink's work.
            if (field == null ? !others.add(name) : fields.containsKey(field)) {
                throw new UndecodableRecord(RejectReason.NOT_JSON, "there are two fields of one name: " + name);
            }
            json.nextToken();
            Object value = value();
            if (field != null) {
                fields.put(field, value);
                expected = requireNonNull(FOLLOWING_NAMES.get(field));
            }
        }
        return new JsonFields(fields, "");
    }

    /** Goes to the object's next field, if it has one. An expected name is compared as bytes, at half the cost of another. */
    private boolean hasField(SerializableString expected) {
        return json.nextName(expected) || json.currentToken() == JsonToken.PROPERTY_NAME;
    }

    private List<@Nullable Object> array() throws UndecodableRecord {
        List<@Nullable Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value());
        }
        return elements;
    }

    private Object integer() {
        if (json.getNumberType() == NumberType.BIG_INTEGER) {
            return json.getBigIntegerValue();
        }
        return json.getLongValue();
    }

    private static Map<Field, SerializableString> followingNames() {
        Map<Field, SerializableString> names = new EnumMap<>(Field.class);
        Field before = Field.SCHEMA_VERSION;
        for (Field field : Field.values()) {
            names.put(before, new SerializedString(field.json()));
            before = field;
        }
        names.put(before, FIRST_NAME);
        return names;
    }
}
