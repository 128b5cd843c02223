package io.metricspipeline.sink;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** The topics that the sink reads, as those that dead letters go back to. */
final class ReplayTargets {

    private final SinkProperties properties;
    private final SampleDecoder decoder;
    private final StoredSamples storedSamples;
    private final ObjectProvider<EventRules> rules;

    ReplayTargets(
            SinkProperties properties,
            SampleDecoder decoder,
            StoredSamples storedSamples,
            ObjectProvider<EventRules> rules) {
        this.properties = properties;
        this.decoder = decoder;
        this.storedSamples = storedSamples;
        this.rules = rules;
    }

    /** Null when the sink does not read this topic. */
    @Nullable
    ReplayTarget of(String topic) {
        if (topic.equals(properties.topic())) {
            return new ReplayedSamples(topic, decoder, storedSamples);
        }
        EventSettings events = properties.events();
        return events.topics().contains(topic)
                ? new ReplayedEvents(topic, new EventDecoder(rulesOf(topic)), events.retention())
                : null;
    }

    private @Nullable EventRules rulesOf(String topic) {
        return rules.stream()
                .filter(some -> some.topic().equals(topic))
                .findFirst()
                .orElse(null);
    }
}
