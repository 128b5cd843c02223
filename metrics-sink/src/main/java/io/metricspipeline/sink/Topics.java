package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.metricspipeline.sink.SinkProperties.NewTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Every topic of the sink: made when absent, looked at when there, never altered. Not a {@code NewTopic} bean: Spring's admin
 * would raise the number of partitions of an existing topic, which moves keys to other partitions.
 */
@Component
class Topics {

    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    private static final Map<String, String> READ = Map.of(
            RETENTION_MS_CONFIG, millis(7),
            // A sample that waited a day in a producer must not be a day nearer to its deletion.
            MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
            MAX_MESSAGE_BYTES_CONFIG, bytes(1024));
    private static final Map<String, String> DEAD_LETTERS = Map.of(
            RETENTION_MS_CONFIG, millis(30),
            // Room for our headers behind the largest record that the other topic takes.
            MAX_MESSAGE_BYTES_CONFIG, bytes(1024 + 64));

    private final SinkProperties properties;
    private final Map<String, UUID> ids = new ConcurrentHashMap<>();

    Topics(SinkProperties properties) {
        this.properties = properties;
    }

    /** Makes or checks a topic that is read and the one of its dead letters, and learns the id of the first. Throws while the broker is away. */
    void prepare(Admin admin, String topic) throws ExecutionException, InterruptedException {
        prepare(admin, topic, READ);
        prepare(admin, properties.deadLetterTopic(topic), DEAD_LETTERS);
        partitions(admin, topic);
    }

    /** Makes or checks a topic that events go on to. */
    void prepareForwarded(Admin admin, String topic) throws ExecutionException, InterruptedException {
        prepare(admin, topic, READ);
    }

    /** Learns the topic's id again: it may have been deleted and made anew. */
    List<TopicPartition> partitions(Admin admin, String topic) throws ExecutionException, InterruptedException {
        TopicDescription description = describe(admin, topic);
        remember(topic, description.topicId());
        return description.partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Tells the topic from a later one of the same name, whose offsets start at zero again. */
    UUID id(String topic) {
        UUID id = ids.get(topic);
        if (id == null) {
            throw new IllegalStateException("asked for the id of " + topic + " before it was prepared");
        }
        return id;
    }

    private void remember(String topic, Uuid topicId) {
        UUID id = new UUID(topicId.getMostSignificantBits(), topicId.getLeastSignificantBits());
        UUID before = ids.put(topic, id);
        if (before != null && !before.equals(id)) {
            log.warn("Topic {} was deleted and made anew; it is read from its beginning", topic);
        }
    }

    private void prepare(Admin admin, String topic, Map<String, String> wanted)
            throws ExecutionException, InterruptedException {
        try {
            warnOfDifferences(admin, describe(admin, topic), wanted);
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof UnknownTopicOrPartitionException)
                    || !properties.topics().create()) {
                throw failure;
            }
            create(admin, topic, properties.topics(), wanted);
        }
    }

    private static void create(Admin admin, String topic, NewTopics how, Map<String, String> wanted)
            throws ExecutionException, InterruptedException {
        NewTopic newTopic =
                new NewTopic(topic, Optional.of(how.partitions()), Optional.ofNullable(how.replicationFactor()));
        try {
            admin.createTopics(List.of(newTopic.configs(wanted))).all().get();
            log.info("Created topic {}: {} partitions, {}", topic, how.partitions(), wanted);
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure; // otherwise another service was faster
            }
        }
    }

    private void warnOfDifferences(Admin admin, TopicDescription topic, Map<String, String> wanted)
            throws InterruptedException {
        int partitions = topic.partitions().size();
        if (partitions != properties.topics().partitions()) {
            warn(topic.name(), "partitions", partitions, properties.topics().partitions());
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        try {
            Config actual = requireNonNull(
                            admin.describeConfigs(List.of(resource)).values().get(resource))
                    .get();
            wanted.forEach((name, value) -> {
                ConfigEntry entry = actual.get(name);
                if (entry != null && !value.equals(entry.value())) {
                    warn(topic.name(), name, entry.value(), value);
                }
            });
        } catch (ExecutionException mayNotLook) {
            // The ACL for this is not needed for anything else.
            log.info(
                    "The settings of topic {} cannot be compared: {}",
                    topic.name(),
                    String.valueOf(mayNotLook.getCause()));
        }
    }

    private static void warn(String topic, String setting, Object actual, Object wanted) {
        log.warn("Topic {} has {}={}, expected {}; it is left as it is", topic, setting, actual, wanted);
    }

    private static TopicDescription describe(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        return requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    }

    private static String millis(int days) {
        return String.valueOf(Duration.ofDays(days).toMillis());
    }

    private static String bytes(int kibibytes) {
        return String.valueOf(kibibytes * 1024);
    }
}
