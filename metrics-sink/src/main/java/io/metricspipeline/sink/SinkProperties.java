package io.metricspipeline.sink;

import io.metricspipeline.sink.anomaly.AnomalySettings;
import io.metricspipeline.sink.page.PageSettings;
import io.metricspipeline.sink.upkeep.UpkeepSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Every setting of the sink that is its own; those of Kafka and PostgreSQL are Spring Boot's.
 *
 * @param topic topic to read samples from
 * @param deadLetterTopic topic that receives what is no sample
 * @param rawRetention how long raw samples are kept, 1 to 3650 days; older ones are not stored
 * @param minuteRetention how long {@code bi.host_minute} and {@code bi.anomaly} are kept, 1 to 3650 days
 * @param hourRetention how long {@code bi.host_hour} is kept, 1 to 3650 days; for ever when absent
 * @param rejectRetention how long rejects, expired samples and declared losses are kept, 1 to 3650 days; what they explain
 *     stays explained
 * @param topics how topics are made
 * @param page the live page
 * @param anomalies what hosts do that they do not usually do
 * @param events other topics whose JSON is kept
 */
@Validated
@ConfigurationProperties("sink")
record SinkProperties(
        @DefaultValue(DEFAULT_TOPIC) @Pattern(regexp = TOPIC_NAME, message = TOPIC_RULE)
        String topic,

        @DefaultValue("host-samples-dlt") @Pattern(regexp = TOPIC_NAME, message = TOPIC_RULE)
        String deadLetterTopic,

        @DefaultValue("15d")
        @DurationMin(days = 1, message = RETENTION_RULE)
        @DurationMax(days = 3650, message = RETENTION_RULE)
        Duration rawRetention,

        @DefaultValue("90d")
        @DurationMin(days = 1, message = RETENTION_RULE)
        @DurationMax(days = 3650, message = RETENTION_RULE)
        Duration minuteRetention,

        @DurationMin(days = 1, message = RETENTION_RULE) @DurationMax(days = 3650, message = RETENTION_RULE) @Nullable
        Duration hourRetention,

        @DefaultValue("90d")
        @DurationMin(days = 1, message = RETENTION_RULE)
        @DurationMax(days = 3650, message = RETENTION_RULE)
        Duration rejectRetention,

        @DefaultValue @Valid NewTopics topics,

        @DefaultValue @Valid PageSettings page,

        @DefaultValue @Valid AnomalySettings anomalies,

        @DefaultValue @Valid EventSettings events)
        implements UpkeepSettings {

    static final String DEFAULT_TOPIC = "host-samples";

    static final String TOPIC_NAME = "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}";
    static final String TOPIC_RULE =
            "must be a Kafka topic name: 1 to 249 letters, digits, dots, underscores and dashes";
    static final String RETENTION_RULE = "must be 1 to 3650 days, for example 15d";

    SinkProperties {
        if (topic.equals(deadLetterTopic)) {
            throw new IllegalArgumentException("sink.dead-letter-topic must be another topic than sink.topic");
        }
        if (!Collections.disjoint(events.allTopics(), Set.of(topic, deadLetterTopic))) {
            throw new IllegalArgumentException(
                    "sink.events.topics, with -dlt too, must be other topics than those of samples");
        }
    }

    String deadLetterTopic(String of) {
        return of.equals(topic) ? deadLetterTopic : EventSettings.deadLetterTopic(of);
    }

    @Override
    public Duration eventRetention() {
        return events.retention();
    }

    /**
     * How the topics are made when they are absent.
     *
     * @param create whether to make them; false where only an administrator may
     * @param partitions partitions of each, 1 to 10000
     * @param replicationFactor copies of each, 1 to 100; the broker's default when absent
     */
    record NewTopics(
            @DefaultValue("true") boolean create,

            @DefaultValue("6")
            @Min(value = 1, message = "must be 1 to 10000")
            @Max(value = 10_000, message = "must be 1 to 10000")
            int partitions,

            @Min(value = 1, message = "must be 1 to 100") @Max(value = 100, message = "must be 1 to 100") @Nullable
            Short replicationFactor) {}
}
