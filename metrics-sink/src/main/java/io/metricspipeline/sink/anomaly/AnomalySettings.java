package io.metricspipeline.sink.anomaly;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How anomalies are looked for.
 *
 * @param enabled whether they are at all
 * @param interval time between two turns, of all sinks together; 1 s to 1 h
 * @param threshold how many standard deviations are still normal, 1 to 100
 * @param warmUp how much of a metric is learned before it is judged, 1 min to 1 d
 * @param newNormalAfter how long an anomaly lasts until it is the new normal, and how long a silence until all is learned
 *     anew; 1 min to 1 d
 * @param lookBack how old samples are judged at most, 1 min to 3650 d: what came from a spool later than that is not
 */
public record AnomalySettings(
        @DefaultValue("true") boolean enabled,

        @DefaultValue("10s")
        @DurationMin(seconds = 1, message = INTERVAL_RULE)
        @DurationMax(hours = 1, message = INTERVAL_RULE)
        Duration interval,

        @DefaultValue("4")
        @DecimalMin(value = "1", message = THRESHOLD_RULE)
        @DecimalMax(value = "100", message = THRESHOLD_RULE)
        double threshold,

        @DefaultValue("5m")
        @DurationMin(minutes = 1, message = LEARNING_RULE)
        @DurationMax(days = 1, message = LEARNING_RULE)
        Duration warmUp,

        @DefaultValue("15m")
        @DurationMin(minutes = 1, message = LEARNING_RULE)
        @DurationMax(days = 1, message = LEARNING_RULE)
        Duration newNormalAfter,

        @DefaultValue("1h")
        @DurationMin(minutes = 1, message = LOOK_BACK_RULE)
        @DurationMax(days = 3650, message = LOOK_BACK_RULE)
        Duration lookBack) {

    private static final String INTERVAL_RULE = "must be 1 s to 1 h, for example 10s";
    private static final String THRESHOLD_RULE = "must be 1 to 100";
    private static final String LEARNING_RULE = "must be 1 min to 1 d, for example 15m";
    private static final String LOOK_BACK_RULE = "must be 1 min to 3650 d, for example 1h";
}
