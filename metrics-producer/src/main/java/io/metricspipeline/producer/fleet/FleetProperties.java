package io.metricspipeline.producer.fleet;

import io.metricspipeline.producer.OnSource;
import io.metricspipeline.producer.Share;
import io.metricspipeline.producer.SourceName;
import io.metricspipeline.producer.TopicName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the source fleet. Every sample is sent until Kafka acknowledges it, but nothing is kept on disk: the
 * simulation waits while Kafka is away, and what was under way when the process was killed has never been. The next
 * process has the same hosts, whose producerIds are new.
 *
 * @param hosts how many, 1 to 100000
 * @param interval time between two samples of a host, 100ms to 1h
 * @param topic where the samples go
 * @param labelsTopic where the truth about anomalies goes
 * @param namePrefix of the hosts' names, which a number follows
 * @param seed the same seed makes the same hosts
 * @param faults what goes wrong; nothing by default
 */
@OnSource(SourceName.FLEET)
@Validated
@ConfigurationProperties("producer.fleet")
record FleetProperties(
        @DefaultValue("10") @Min(value = 1, message = HOSTS_RULE) @Max(value = 100_000, message = HOSTS_RULE)
        int hosts,

        @DefaultValue("1s")
        @DurationMin(millis = 100, message = INTERVAL_RULE)
        @DurationMax(hours = 1, message = INTERVAL_RULE)
        Duration interval,

        @DefaultValue("host-samples") @TopicName String topic,

        @DefaultValue("fleet-labels") @TopicName String labelsTopic,

        @DefaultValue("fleet-")
        @Pattern(regexp = "[^\\s\\p{Cntrl}]{1,200}", message = "must be 1 to 200 characters without white space")
        String namePrefix,

        @DefaultValue("1") long seed,

        @DefaultValue @Valid Faults faults) {

    private static final String HOSTS_RULE = "must be 1 to 100000";
    private static final String INTERVAL_RULE = "must be 100ms to 1h";

    /**
     * What goes wrong. Shares are 0 to 1, numbers a day 0 to 10000 of each host on average.
     *
     * @param anomaliesPerDay one at a time, each with a label
     * @param rebootsPerDay a minute or two without samples, then a new process and counters that begin at 0
     * @param counterResetsPerDay counters that begin at 0 without a reboot
     * @param skewed share of the hosts whose clock is wrong
     * @param skew by how much at most, forward or back, up to 1d
     * @param late share of the events that come late
     * @param lateBy by how much at most, up to 1h
     * @param outOfOrder share of the events that come after the host's next one
     * @param duplicate share of the events that come twice
     * @param malformed share of the events before which a broken copy comes: the sound one is never missing
     */
    record Faults(
            @DefaultValue("0")
            @DecimalMin(value = "0", message = DAY_RULE)
            @DecimalMax(value = "10000", message = DAY_RULE)
            double anomaliesPerDay,

            @DefaultValue("0")
            @DecimalMin(value = "0", message = DAY_RULE)
            @DecimalMax(value = "10000", message = DAY_RULE)
            double rebootsPerDay,

            @DefaultValue("0")
            @DecimalMin(value = "0", message = DAY_RULE)
            @DecimalMax(value = "10000", message = DAY_RULE)
            double counterResetsPerDay,

            @DefaultValue("0") @Share double skewed,

            @DefaultValue("5m") @DurationMin(message = SKEW_RULE) @DurationMax(days = 1, message = SKEW_RULE)
            Duration skew,

            @DefaultValue("0") @Share double late,

            @DefaultValue("10m") @DurationMin(message = LATE_RULE) @DurationMax(hours = 1, message = LATE_RULE)
            Duration lateBy,

            @DefaultValue("0") @Share double outOfOrder,

            @DefaultValue("0") @Share double duplicate,

            @DefaultValue("0") @Share double malformed) {

        private static final String DAY_RULE = "must be 0 to 10000";
        private static final String SKEW_RULE = "must be 0 to 1d";
        private static final String LATE_RULE = "must be 0 to 1h";

        @AssertTrue(message = "late, out-of-order, duplicate and malformed must be 1 together at most")
        boolean isShares() {
            return late + outOfOrder + duplicate + malformed <= 1;
        }
    }
}
