package io.metricspipeline.producer;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service, with its own settings, sampling ten times a second as host web-1. */
final class TestProducer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    TestProducer(String kafka, String topic, String... settings) {
        context = new SpringApplicationBuilder(ProducerApplication.class)
                .run(Stream.concat(
                                Stream.of(
                                        "--spring.kafka.bootstrap-servers=" + kafka,
                                        "--producer.topic=" + topic,
                                        "--producer.host-name=web-1",
                                        "--producer.interval=100ms",
                                        "--server.port=0"),
                                Stream.of(settings))
                        .toArray(String[]::new));
    }

    <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    String url(String path) {
        return "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path;
    }

    double count(String meter, String... tags) {
        return part(MeterRegistry.class).get(meter).tags(tags).counter().count();
    }

    /** Under the lock that guards these meters, since samples are being taken all the time. */
    void assertConservation() {
        SampleQueue queue = part(SampleQueue.class);
        synchronized (queue) {
            Conservation.assertHolds(part(MeterRegistry.class));
        }
    }

    /** Stops as on SIGTERM. */
    @Override
    public void close() {
        context.close();
    }
}
