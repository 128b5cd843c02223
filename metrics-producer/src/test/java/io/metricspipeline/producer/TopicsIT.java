package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TopicsIT {

    private static final TestBroker BROKER = new TestBroker();

    @BeforeAll
    static void startBroker() {
        BROKER.start();
    }

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    @Test
    void createsTheTopicAsTheDesignSays() throws Exception {
        try (TestProducer producer = new TestProducer(BROKER.address(), "created", "--producer.topics.partitions=3");
                Admin admin = BROKER.admin()) {
            await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.acknowledged") > 0);

            assertThat(partitions(admin, "created")).isEqualTo(3);
            Config settings = settings(admin, "created");
            assertThat(settings.get("retention.ms").value()).isEqualTo("604800000");
            assertThat(settings.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
            assertThat(settings.get("max.message.bytes").value()).isEqualTo("1048576");
        }
    }

    @Test
    void warnsAboutADifferentTopicAndLeavesItAsItIs(CapturedOutput output) throws Exception {
        try (Admin admin = BROKER.admin()) {
            admin.createTopics(List.of(new NewTopic("different", 1, (short) 1)))
                    .all()
                    .get();

            try (TestProducer producer = new TestProducer(BROKER.address(), "different")) {
                await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.acknowledged") > 0);
            }

            assertThat(output)
                    .contains("Topic different has partitions=1, expected 6")
                    .contains("Topic different has message.timestamp.type=CreateTime, expected LogAppendTime")
                    .doesNotContain("has retention.ms");
            assertThat(partitions(admin, "different")).isEqualTo(1);
        }
    }

    @Test
    void comparesTheOperatorsTopicWhereItMayCreateNone(CapturedOutput output) throws Exception {
        try (Admin admin = BROKER.admin()) {
            admin.createTopics(List.of(new NewTopic("operators-own", 1, (short) 1)))
                    .all()
                    .get();

            try (TestProducer producer =
                    new TestProducer(BROKER.address(), "operators-own", "--producer.topics.create=false")) {
                await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.acknowledged") > 0);
            }

            assertThat(output).contains("Topic operators-own has partitions=1, expected 6");
        }
    }

    @Test
    void publishesThoughItMayNotCompareTheSettings(CapturedOutput output) throws Exception {
        try (Admin admin = BROKER.admin()) {
            admin.createTopics(List.of(new NewTopic("unseen", 1, (short) 1)))
                    .all()
                    .get();
            // The first rule about a topic also forbids everything that it does not allow.
            admin.createAcls(List.of(TestBroker.mayWrite("unseen", AclPermissionType.ALLOW)))
                    .all()
                    .get();

            try (TestProducer producer = new TestProducer(BROKER.address(), "unseen")) {
                await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.acknowledged") > 0);
            }

            assertThat(output).containsOnlyOnce("The settings of topic unseen cannot be compared");
        }
    }

    private static int partitions(Admin admin, String topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    private static Config settings(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .values()
                .iterator()
                .next();
    }
}
