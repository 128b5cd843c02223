package io.metricspipeline.producer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/**
 * Makes sure that a topic exists: creates it when it is absent, if that is wanted; warns about each setting in which
 * an existing one differs, and never alters it. (For a NewTopic bean Spring raises the number of partitions, which
 * moves keys.)
 */
@Component
final class Topics {

    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    /** The broker's clock decides how old a record is: a host's clock may be wrong by years. */
    private static final Map<String, String> SETTINGS = Map.of(
            TopicConfig.RETENTION_MS_CONFIG,
            String.valueOf(Duration.ofDays(7).toMillis()),
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "LogAppendTime",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            String.valueOf(1024 * 1024));

    private final ProducerProperties.NewTopics topics;
    private final KafkaAdmin kafka;

    Topics(ProducerProperties properties, KafkaAdmin kafka) {
        this.topics = properties.topics();
        this.kafka = kafka;
    }

    /** Throws when Kafka is away or does not let it create the topic: to be called again then. */
    void ensure(String name) throws ExecutionException, InterruptedException {
        Admin admin = Admin.create(kafka.getConfigurationProperties());
        try {
            ensure(name, admin);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private void ensure(String name, Admin admin) throws ExecutionException, InterruptedException {
        try {
            compare(describe(name, admin), admin);
        } catch (ExecutionException failure) {
            if (topics.create() && failure.getCause() instanceof UnknownTopicOrPartitionException) {
                create(name, admin);
            } else if (topics.create() || failure.getCause() instanceof TimeoutException) {
                throw failure;
            } else {
                // The operator's topic: whether it takes samples is told by sending them.
                log.info("Topic {} cannot be compared: {}", name, String.valueOf(failure.getCause()));
            }
        }
    }

    private TopicDescription describe(String name, Admin admin) throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(
                admin.describeTopics(List.of(name)).allTopicNames().get().get(name));
    }

    private void create(String name, Admin admin) throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(
                        name, Optional.of(topics.partitions()), Optional.ofNullable(topics.replicationFactor()))
                .configs(SETTINGS);
        try {
            admin.createTopics(List.of(topic)).all().get();
            log.info("Created topic {} with {} partitions", name, topics.partitions());
        } catch (ExecutionException failure) {
            // Producers that start together all find it absent.
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure;
            }
        }
    }

    private void compare(TopicDescription existing, Admin admin) throws InterruptedException {
        String name = existing.name();
        int partitions = existing.partitions().size();
        warnWhenDifferent(name, "partitions", String.valueOf(topics.partitions()), String.valueOf(partitions));
        try {
            compare(name, settings(name, admin));
        } catch (ExecutionException failure) {
            // Nothing else needs the permission for this.
            log.info("The settings of topic {} cannot be compared: {}", name, String.valueOf(failure.getCause()));
        }
    }

    /** Services that only speak Kafka's protocol may not tell every setting. */
    void compare(String name, Config actual) {
        SETTINGS.forEach((setting, expected) -> Optional.ofNullable(actual.get(setting))
                .map(ConfigEntry::value)
                .ifPresent(value -> warnWhenDifferent(name, setting, expected, value)));
    }

    private Config settings(String name, Admin admin) throws ExecutionException, InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        return Objects.requireNonNull(
                admin.describeConfigs(List.of(topic)).all().get().get(topic));
    }

    private void warnWhenDifferent(String name, String setting, String expected, String actual) {
        if (!expected.equals(actual)) {
            log.warn("Topic {} has {}={}, expected {}; it is left as it is", name, setting, actual, expected);
        }
    }
}
