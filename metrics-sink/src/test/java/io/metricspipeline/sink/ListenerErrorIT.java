package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

/** An Error ends Spring Kafka's consumer for good, and its health says nothing of that. */
class ListenerErrorIT {

    @Test
    void isNoLongerLiveWithinAMinuteOfAnErrorAndHasCommittedNothing() throws Exception {
        try (OwnSink sink = new OwnSink()) {
            sink.start(Overflow.class);
            assertThat(status(sink, "liveness")).isEqualTo(200);
            sink.send(new Events(), 0, 1);

            await().atMost(Duration.ofMinutes(5))
                    .untilAsserted(() -> assertThat(status(sink, "liveness")).isEqualTo(503));
            assertThat(status(sink, "readiness")).isEqualTo(503);
            assertThat(sink.committed()).isNull();
        }
    }

    private static int status(OwnSink sink, String group) {
        return RestClient.create(
                        "http://localhost:" + sink.bean(Environment.class).getProperty("local.server.port"))
                .get()
                .uri("/actuator/health/" + group)
                .exchange((request, response) -> response.getStatusCode().value());
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Overflow {

        @Bean
        @Primary
        SampleDecoder overflowing(SinkProperties properties) {
            return new SampleDecoder(properties) {
                @Override
                List<DecodedRecord> decode(Iterable<ConsumerRecord<byte[], byte[]>> records) {
                    throw new StackOverflowError("thrown by a test");
                }
            };
        }
    }
}
