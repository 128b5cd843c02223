package io.metricspipeline.producer.http;

import io.metricspipeline.producer.SourceUnavailable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks one URL, and gives its answer as JSON whose numbers are as they came. Whatever is not a whole answer within the
 * time-out and the size is a {@link SourceUnavailable}, which says how long the API wants to be left alone.
 */
final class JsonApi {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Took too long, too early, too many. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    /** A longer Retry-After is a mistake. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private final HttpProperties settings;
    private final Clock clock;
    private final JdkClientHttpRequestFactory requests;

    JsonApi(HttpProperties settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        // A redirection might take the headers to somebody else.
        this.requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        requests.setReadTimeout(settings.timeout());
    }

    JsonNode fetch() {
        try {
            ClientHttpRequest request = requests.createRequest(settings.uri(), HttpMethod.GET);
            request.getHeaders().set(HttpHeaders.ACCEPT, "application/json");
            settings.headers().forEach(request.getHeaders()::set);
            try (ClientHttpResponse response = request.execute()) {
                requireSuccess(response);
                return parse(body(response));
            }
        } catch (IOException reason) {
            throw unavailable("did not answer: " + innermost(reason), Duration.ZERO);
        }
    }

    /** Those that may pass are tried again soon, the others at the next time. */
    private void requireSuccess(ClientHttpResponse response) throws IOException {
        HttpStatusCode status = response.getStatusCode();
        if (status.is2xxSuccessful()) {
            return;
        }
        boolean passing = status.is5xxServerError() || PASSING.contains(status.value());
        throw unavailable(
                "answered " + status.value(),
                longer(retryAfter(response.getHeaders()), passing ? Duration.ZERO : settings.interval()));
    }

    /** Seconds or a date; none when it is neither. */
    private Duration retryAfter(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        try {
            Duration pause = value != null && value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : until(headers.getFirstZonedDateTime(HttpHeaders.RETRY_AFTER));
            return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        } catch (IllegalArgumentException neither) {
            return Duration.ZERO;
        }
    }

    private Duration until(@Nullable ZonedDateTime when) {
        return when == null ? Duration.ZERO : Duration.between(clock.instant(), when);
    }

    private byte[] body(ClientHttpResponse response) throws IOException {
        int most = (int) settings.maxSize().toBytes();
        byte[] body = response.getBody().readNBytes(most + 1);
        if (body.length > most) {
            throw unavailable("answered more than " + settings.maxSize(), settings.interval());
        }
        return body;
    }

    /** The parser's message may hold what it read. */
    private JsonNode parse(byte[] body) {
        try {
            JsonNode answer = JSON.readTree(body);
            if (!answer.isMissingNode()) {
                return answer;
            }
        } catch (JacksonException notJson) {
            throw unavailable("answered what is not JSON", Duration.ZERO);
        }
        throw unavailable("answered nothing", Duration.ZERO);
    }

    private SourceUnavailable unavailable(String what, Duration atLeast) {
        return new SourceUnavailable(settings.address() + " " + what, atLeast);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Throwable innermost(Throwable reason) {
        return reason.getCause() == null ? reason : innermost(reason.getCause());
    }
}
