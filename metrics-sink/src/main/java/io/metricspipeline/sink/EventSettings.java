package io.metricspipeline.sink;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which topics of JSON objects become rows of {@code metrics.event}. What is none goes to the topic of the same name with
 * {@code -dlt} behind it.
 *
 * @param topics their names; one may have rules of its own, see {@link EventRules}
 * @param retention how long events are kept, 8 to 3650 days: longer than a topic of ours keeps them, since one that came again
 *     after its row is gone would count again
 */
record EventSettings(
        @DefaultValue @Size(max = 20, message = "must be 20 topics at most")
        List<
                        @Pattern(regexp = SinkProperties.TOPIC_NAME, message = SinkProperties.TOPIC_RULE)
                        @Size(max = 245, message = "must have 245 characters at most") String>
                topics,

        @DefaultValue("15d")
        @DurationMin(days = 8, message = RETENTION_RULE)
        @DurationMax(days = 3650, message = RETENTION_RULE)
        Duration retention) {

    private static final String RETENTION_RULE = "must be 8 to 3650 days";

    EventSettings {
        if (allTopics(topics).size() < 2 * topics.size()) {
            throw new IllegalArgumentException("sink.events.topics, with -dlt too, must be different topics");
        }
    }

    static String deadLetterTopic(String of) {
        return of + "-dlt";
    }

    /** Those of dead letters too. */
    Set<String> allTopics() {
        return allTopics(topics);
    }

    private static Set<String> allTopics(List<String> topics) {
        return topics.stream()
                .flatMap(topic -> Stream.of(topic, deadLetterTopic(topic)))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
