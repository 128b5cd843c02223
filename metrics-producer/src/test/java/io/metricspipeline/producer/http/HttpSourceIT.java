package io.metricspipeline.producer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import io.metricspipeline.producer.TestBroker;
import io.metricspipeline.producer.TestProducer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The shipped example, against a server and data of our own, beside the host. */
@ExtendWith(OutputCaptureExtension.class)
class HttpSourceIT {

    private static final String[] HTTP = {"source", "http"};

    @Test
    void comesThroughEveryFaultWhileTheHostGoesOnAndTellsNoSecret(CapturedOutput output) throws Exception {
        try (TestBroker broker = new TestBroker();
                TestApi api = new TestApi()) {
            broker.start();
            api.then(500, "");
            api.then(429, "", "Retry-After", "3");
            api.thenHalfABody();
            try (TestProducer producer = new TestProducer(
                    broker.address(),
                    "host-samples",
                    "--spring.profiles.active=users",
                    "--producer.sources=host,http",
                    "--producer.http.url=" + api.url() + "?key=hidden",
                    "--producer.http.headers.X-Api-Key=secret",
                    "--producer.http.interval=1s")) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.source.runs.failed", HTTP) > 0);
                // The next tries may already have had their own answers, or half of one.
                assertThat(health(producer)).contains("DOWN", "\"" + api.url() + " ", "nextRun");

                double samples = producer.count("producer.samples.acknowledged");
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.events.acknowledged", HTTP) >= 4);

                assertThat(producer.count("producer.source.runs.failed", HTTP)).isEqualTo(3);
                assertThat(producer.count("producer.samples.acknowledged")).isGreaterThan(samples + 30);
                assertThat(health(producer))
                        .contains("UP", "lastRun", "lastFailure", "did not answer")
                        .doesNotContain("hidden", "secret");
                assertThat(meters(producer))
                        .contains("producer_source_last_run_timestamp_seconds{source=\"http\"} 1")
                        .contains("producer_source_next_run_timestamp_seconds{source=\"http\"} 1")
                        .contains("producer_source_last_failure_timestamp_seconds{source=\"http\"} 1")
                        .doesNotContain("hidden", "secret");
            }
            assertKeyed(broker.readAll("users"));
            assertThat(api.requests())
                    .extracting((Headers request) -> request.getFirst("X-Api-Key"))
                    .containsOnly("secret");
        }
        assertThat(output)
                .containsOnlyOnce("Source http gives nothing and is tried again")
                .contains("Source http works again")
                .doesNotContain("hidden", "secret");
    }

    private static void assertKeyed(List<ConsumerRecord<String, byte[]>> records) {
        assertThat(records)
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(record -> new String(record.value(), StandardCharsets.UTF_8)
                        .contains("\"uuid\":\"" + record.key() + "\""));
    }

    private static String health(TestProducer producer) throws Exception {
        return get(producer, "/actuator/health/http");
    }

    private static String meters(TestProducer producer) throws Exception {
        return get(producer, "/actuator/prometheus");
    }

    private static String get(TestProducer producer, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(producer.url(path))).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
