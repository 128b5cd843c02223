package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service as an operator sees it: first without a broker, then with one. */
class ProducerApplicationIT {

    /** Ten seconds of samples: there is time to see it ready before they fill the memory. */
    private static final int CAPACITY = 100;

    private final JsonMapper json = new JsonMapper();

    @Test
    void livesAndSamplesWithoutABrokerAndWithoutADiskAndDeliversWhenABrokerComes(@TempDir Path directory)
            throws Exception {
        Path file = Files.createFile(directory.resolve("no-directory"));
        try (TestBroker broker = new TestBroker();
                TestProducer producer = new TestProducer(
                        file, broker.address(), "host-samples", "--producer.queue-capacity=" + CAPACITY)) {
            assertThat(get(producer, "/actuator/health/readiness").statusCode()).isEqualTo(200);

            await().atMost(Duration.ofMinutes(5))
                    .until(() -> get(producer, "/actuator/health/readiness").statusCode() == 503);
            assertThat(status(producer, "kafka")).isEqualTo("DOWN");
            assertThat(status(producer, "spool")).isEqualTo("DOWN");
            assertThat(status(producer, "sampler")).isEqualTo("UP");
            assertThat(get(producer, "/actuator/health/liveness").statusCode()).isEqualTo(200);
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> producer.count("producer.samples.lost", "reason", "queue_full") > 0);

            broker.start();

            await().atMost(Duration.ofMinutes(5))
                    .until(() -> get(producer, "/actuator/health").statusCode() == 200);
            assertThat(status(producer, "kafka")).isEqualTo("UP");
            assertThat(status(producer, "spool")).isEqualTo("UP");
            assertThat(get(producer, "/actuator/health").body()).contains("\"writable\":false", "no-directory");
            assertDeclaresItsLosses(
                    json.readTree(broker.read("host-samples", 1).get(0).value()));
            assertTellsItsMetersAndItself(producer);
            producer.assertConservation();
        }
    }

    private static void assertDeclaresItsLosses(JsonNode first) {
        JsonNode loss = first.get("losses").get(0);
        assertThat(loss.get("reason").asString()).isEqualTo("queue_full");
        assertThat(loss.get("fromSequence").asLong()).isZero();
        assertThat(loss.get("toSequence").asLong())
                .isEqualTo(first.get("acknowledgedBelow").asLong() - 1);
    }

    private void assertTellsItsMetersAndItself(TestProducer producer) throws IOException, InterruptedException {
        assertThat(get(producer, "/actuator/prometheus").body())
                .contains(
                        "producer_samples_taken_total",
                        "producer_samples_acknowledged_total",
                        "producer_samples_lost_total{reason=\"queue_full\"}",
                        "producer_samples_lost_total{reason=\"refused\"}",
                        "producer_samplings_failed_total",
                        "producer_sends_failed_total",
                        "producer_ticks_missed_total",
                        "producer_samples_found_total",
                        "producer_samples_lost_total{reason=\"spool_full\"}",
                        "producer_samples_lost_total{reason=\"damaged\"}",
                        "producer_spool_samples",
                        "producer_spool_memory_samples",
                        "producer_spool_writable",
                        "producer_spool_size_bytes",
                        "producer_spool_limit_bytes 1.073741824E9",
                        "producer_spool_oldest_age_seconds",
                        "producer_interval_seconds 0.1",
                        "producer_last_acknowledgement_timestamp_seconds 1");
        assertThat(json.readTree(get(producer, "/actuator/info").body()).propertyNames())
                .contains("build", "java");
    }

    private String status(TestProducer producer, String component) throws IOException, InterruptedException {
        JsonNode health = json.readTree(get(producer, "/actuator/health").body());
        return health.get("components").get(component).get("status").asString();
    }

    private static HttpResponse<String> get(TestProducer producer, String path)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(producer.url(path))).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
