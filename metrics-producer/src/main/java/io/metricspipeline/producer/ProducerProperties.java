package io.metricspipeline.producer;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of this service; a bad one fails the start.
 *
 * @param sources where events come from; any of host, fleet, user-login and http
 * @param hostName the name under which this host is known; the system's own when absent
 * @param interval time between two samples, 100ms to 1h
 * @param topic where the samples go
 * @param queueCapacity samples kept in memory while the spool cannot be written, 1 to 1000000; when full, the oldest is
 *     dropped
 * @param diskPath any path on the file system whose usage is sampled
 * @param procPath where the host's /proc is mounted, for a producer in a container; its own when absent
 * @param takenLog for proofs only: a file that gets a line for each sample taken; none when absent
 * @param spool where samples are kept until Kafka acknowledges them
 * @param topics how the topic is created
 */
@Validated
@ConfigurationProperties("producer")
record ProducerProperties(
        @DefaultValue("host") @NotEmpty(message = "must name at least one source")
        Set<SourceName> sources,

        @Nullable
        @Pattern(regexp = "[^\\s\\p{Cntrl}]{1,253}", message = "must be 1 to 253 characters without white space")
        String hostName,

        @DefaultValue("500ms")
        @DurationMin(millis = 100, message = INTERVAL_RULE)
        @DurationMax(hours = 1, message = INTERVAL_RULE)
        Duration interval,

        @DefaultValue("host-samples") @TopicName String topic,

        @DefaultValue("10000") @Min(value = 1, message = CAPACITY_RULE) @Max(value = 1_000_000, message = CAPACITY_RULE)
        int queueCapacity,

        @DefaultValue("/") @NotBlank(message = "must be a path")
        String diskPath,

        @Nullable String procPath,

        @Nullable String takenLog,

        @DefaultValue @Valid SpoolSettings spool,

        @DefaultValue @Valid NewTopics topics) {

    private static final String INTERVAL_RULE = "must be 100ms to 1h";
    private static final String CAPACITY_RULE = "must be 1 to 1000000";

    ProducerProperties {
        if (procPath != null && !Files.isReadable(Path.of(procPath, "stat"))) {
            throw new IllegalArgumentException("producer.proc-path must be where the host's /proc is mounted");
        }
    }

    /**
     * The samples on disk.
     *
     * @param directory of one producer alone, also over its restarts; made when absent
     * @param maxSize how much it may hold, 1MB to 1TB; beyond that the oldest samples are dropped
     * @param drainPerSecond how many samples of a backlog are sent in a second, besides the live ones, 10 to 100000
     */
    record SpoolSettings(
            @DefaultValue("spool") @NotBlank(message = "must be a path")
            String directory,

            @DefaultValue("1GB") DataSize maxSize,

            @DefaultValue("2000") @Min(value = 10, message = DRAIN_RULE) @Max(value = 100_000, message = DRAIN_RULE)
            int drainPerSecond) {

        private static final String DRAIN_RULE = "must be 10 to 100000";

        @AssertTrue(message = "must be 1MB to 1TB")
        boolean isMaxSize() {
            return maxSize.compareTo(DataSize.ofMegabytes(1)) >= 0 && maxSize.compareTo(DataSize.ofTerabytes(1)) <= 0;
        }
    }

    /**
     * How the topic is created when it is absent. A topic that exists is never altered.
     *
     * @param create false where only an operator may create topics
     * @param partitions number of partitions, 1 to 10000
     * @param replicationFactor copies of each partition, 1 to 100; the broker's default when absent
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
