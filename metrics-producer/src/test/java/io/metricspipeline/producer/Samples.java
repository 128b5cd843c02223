package io.metricspipeline.producer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The samples and settings that tests use. */
final class Samples {

    static final UUID PRODUCER = UUID.fromString("3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60");
    private static final UUID EARLIER_PRODUCER = UUID.fromString("b7e4c9d1-0a38-4f6e-8c25-71d9e3a6f048");

    static final Instant TIME = Instant.parse("2026-11-21T03:46:51.500Z");

    private Samples() {}

    /** What contract/host-sample.v1/full.json says. */
    static SampleEvent full() {
        HostSample sample = full(41207);
        List<Loss> losses = List.of(
                new Loss(PRODUCER, 9000, 9119, Loss.Reason.QUEUE_FULL),
                new Loss(PRODUCER, 30311, 30311, Loss.Reason.REFUSED));
        return new SampleEvent(
                sample, 41203, losses, List.of(new SampleEvent.ClosedProducer(EARLIER_PRODUCER, 172800)));
    }

    /** With all values. */
    static HostSample full(long sequence) {
        return new HostSample(
                PRODUCER,
                sequence,
                "web-1",
                Instant.parse("2026-11-21T09:30:15.250417Z"),
                500,
                Instant.parse("2026-11-03T06:12:44Z"),
                37.5,
                62.5,
                48.25,
                918273645L,
                1827364554L,
                52613349376L,
                188978561024L,
                7263548190L,
                1204.0,
                2818.5,
                48211.25,
                193540.75,
                10737418240L,
                6442450944L,
                12L);
    }

    /** What contract/host-sample.v1/minimal.json says. */
    static SampleEvent minimal() {
        return new SampleEvent(sample(0), 0, List.of(), List.of());
    }

    static HostSample sample(long sequence) {
        return sample(PRODUCER, sequence);
    }

    static HostSample sample(UUID producerId, long sequence) {
        return new HostSample(
                producerId,
                sequence,
                "web-1",
                TIME,
                500,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static ProducerProperties settings(Duration interval, int queueCapacity) {
        return settings("host-name=web-1", "interval=" + interval, "queue-capacity=" + queueCapacity);
    }

    /** Each as {@code name=value}, without the prefix; the others as by default. */
    static ProducerProperties settings(String... settings) {
        Map<String, String> all = new HashMap<>();
        for (String setting : settings) {
            String[] nameAndValue = setting.split("=", 2);
            all.put("producer." + nameAndValue[0], nameAndValue[1]);
        }
        return new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("producer", ProducerProperties.class);
    }
}
