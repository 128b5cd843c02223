package io.metricspipeline.producer;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service, with its own settings, sampling ten times a second as host web-1. */
public final class TestProducer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    /** With a spool of its own. */
    public TestProducer(String kafka, String topic, String... settings) {
        this(newDirectory(), kafka, topic, settings);
    }

    TestProducer(Path spool, String kafka, String topic, String... settings) {
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "--spring.kafka.bootstrap-servers=" + kafka,
                                "--producer.topic=" + topic,
                                "--producer.host-name=web-1",
                                "--producer.interval=100ms",
                                "--producer.spool.directory=" + spool,
                                "--server.port=0"),
                        Stream.of(settings))
                .forEach(setting -> all.put(setting.split("=", 2)[0], setting));
        context = new SpringApplicationBuilder(ProducerApplication.class)
                .run(all.values().toArray(String[]::new));
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory(Path.of("target"), "spool");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    public String url(String path) {
        return "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path;
    }

    public double count(String meter, String... tags) {
        return part(MeterRegistry.class).get(meter).tags(tags).counter().count();
    }

    /** Under the lock that guards these meters, since samples are being taken all the time. */
    void assertConservation() {
        synchronized (part(SpoolContents.class)) {
            Conservation.assertHolds(part(MeterRegistry.class));
        }
    }

    /** Stops as on SIGTERM. */
    @Override
    public void close() {
        context.close();
    }
}
