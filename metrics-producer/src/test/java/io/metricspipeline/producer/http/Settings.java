package io.metricspipeline.producer.http;

import java.time.Duration;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/** The settings that tests use: of users.json, with a short time-out and a small limit. */
final class Settings {

    private Settings() {}

    static HttpProperties of(String url, Duration interval, Map<String, String> headers) {
        return new HttpProperties(
                url,
                headers,
                "users",
                "/results",
                "/login/uuid",
                null,
                interval,
                Duration.ofMillis(500),
                DataSize.ofKilobytes(4));
    }
}
