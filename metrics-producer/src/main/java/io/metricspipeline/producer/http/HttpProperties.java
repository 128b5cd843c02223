package io.metricspipeline.producer.http;

import io.metricspipeline.producer.OnSource;
import io.metricspipeline.producer.SourceName;
import io.metricspipeline.producer.TopicName;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the source http. Every item of every answer becomes an event with an event_id, which is sent until
 * Kafka acknowledges it: a reader may see it more than once. After a kill the API is asked again at once. So an item is
 * lost only when the process is killed before Kafka has it and the API does not give it a second time.
 *
 * @param url of the API, http or https. As text: the message of one that is no URI would hold all of it, with its query
 * @param headers that every request has, as an API key
 * @param topic where the items go
 * @param items JSON pointer to the items in the answer: an array, or a single item; the whole answer when empty
 * @param key JSON pointer within an item to the key of its record; no key when absent
 * @param id JSON pointer within an item to its own identity: one that comes again has the same event_id, and so no
 *     effect; without it, each time that an item is seen is an event
 * @param interval time between two requests, 1s to 1d
 * @param timeout for a whole answer, 100ms to 5m
 * @param maxSize of an answer, which takes some ten times its size of memory, 1KB to 100MB
 */
@OnSource(SourceName.HTTP)
@Validated
@ConfigurationProperties("producer.http")
record HttpProperties(
        @NotNull(message = URL_RULE) String url,

        @DefaultValue Map<String, String> headers,

        @TopicName String topic,

        @DefaultValue("") @Pattern(regexp = POINTER, message = POINTER_RULE)
        String items,

        @Nullable @Pattern(regexp = POINTER, message = POINTER_RULE)
        String key,

        @Nullable @Pattern(regexp = POINTER, message = POINTER_RULE)
        String id,

        @DefaultValue("1m")
        @DurationMin(seconds = 1, message = INTERVAL_RULE)
        @DurationMax(days = 1, message = INTERVAL_RULE)
        Duration interval,

        @DefaultValue("10s")
        @DurationMin(millis = 100, message = TIMEOUT_RULE)
        @DurationMax(minutes = 5, message = TIMEOUT_RULE)
        Duration timeout,

        @DefaultValue("2MB") DataSize maxSize) {

    private static final String URL_RULE = "must be an http or https URL with a host and without a user";
    private static final String POINTER = "(/([^~]|~[01])*)?";
    private static final String POINTER_RULE = "must be a JSON pointer, as /results";
    private static final String INTERVAL_RULE = "must be 1s to 1d";
    private static final String TIMEOUT_RULE = "must be 100ms to 5m";

    /** The message of a header that cannot be sent would hold its value: this one names it alone. */
    HttpProperties {
        headers.forEach((name, value) -> {
            if (!canBeSent(name, value)) {
                throw new IllegalArgumentException("producer.http.headers has one that cannot be sent: " + name);
            }
        });
    }

    private static boolean canBeSent(String name, String value) {
        try {
            HttpRequest.newBuilder().header(name, value);
            return true;
        } catch (IllegalArgumentException withItsValue) {
            return false;
        }
    }

    @AssertTrue(message = URL_RULE)
    boolean isUrl() {
        // Its absence is told by its own rule.
        return url == null || isHttp(url);
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException withTheUrl) {
            return false;
        }
    }

    @AssertTrue(message = "must be 1KB to 100MB")
    boolean isMaxSize() {
        return maxSize.toKilobytes() >= 1 && maxSize.compareTo(DataSize.ofMegabytes(100)) <= 0;
    }

    /** Without the values of the headers, and without the URL's query. */
    @Override
    public String toString() {
        return "HttpProperties[" + address() + ", headers " + headers.keySet() + ", topic " + topic + "]";
    }

    URI uri() {
        return URI.create(url);
    }

    /** What may be told of the URL. */
    String address() {
        return uri().getScheme() + "://" + uri().getAuthority() + uri().getPath();
    }
}
