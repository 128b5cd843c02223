package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class SamplePublisherIT {

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
    void publishesEverySampleOnceAndInOrderUntilItStops() {
        TestProducer producer = new TestProducer(BROKER.address(), "every-sample");
        await().until(() -> producer.count("producer.samples.acknowledged") >= 10);
        producer.assertConservation();
        Counter taken =
                producer.part(MeterRegistry.class).get("producer.samples.taken").counter();
        producer.close();

        List<JsonNode> events = events(BROKER.read("every-sample", (int) taken.count()));
        assertThat(events.stream().map(event -> event.get("sequence").asLong()))
                .containsExactlyElementsOf(
                        LongStream.range(0, (long) taken.count()).boxed().toList());
    }

    @Test
    void keyIsTheHostValueIsJsonAndThereAreNoHeaders() {
        try (TestProducer producer = new TestProducer(BROKER.address(), "bytes")) {
            for (ConsumerRecord<String, byte[]> record : BROKER.read("bytes", 5)) {
                assertThat(record.key()).isEqualTo("web-1");
                assertThat(record.headers()).isEmpty();
                assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
                Contract.assertKept(new String(record.value(), StandardCharsets.UTF_8));
            }
            producer.assertConservation();
        }
    }

    @Test
    void acknowledgedBelowMovesWithTheAcknowledgements() {
        try (TestProducer producer = new TestProducer(BROKER.address(), "moves")) {
            List<JsonNode> events = events(BROKER.read("moves", 20));

            assertThat(events)
                    .allSatisfy(
                            event -> assertThat(event.get("acknowledgedBelow").asLong())
                                    .isLessThanOrEqualTo(event.get("sequence").asLong()));
            assertThat(events.get(19).get("acknowledgedBelow").asLong()).isGreaterThan(5);
            producer.assertConservation();
        }
    }

    @Test
    void createsTheTopicAsTheDesignSays() throws Exception {
        try (TestProducer producer = new TestProducer(BROKER.address(), "created", "--producer.topics.partitions=3");
                Admin admin = BROKER.admin()) {
            await().until(() -> producer.count("producer.samples.acknowledged") > 0);

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
                await().until(() -> producer.count("producer.samples.acknowledged") > 0);
            }

            assertThat(output)
                    .contains("Topic different has partitions=1, expected 6")
                    .contains("Topic different has message.timestamp.type=CreateTime, expected LogAppendTime")
                    .doesNotContain("has retention.ms");
            assertThat(partitions(admin, "different")).isEqualTo(1);
        }
    }

    @Test
    void waitsForTheOperatorsTopicWhereItMayCreateNone() throws Exception {
        try (TestProducer producer = new TestProducer(
                        BROKER.address(),
                        "operators",
                        "--producer.topics.create=false",
                        "--spring.kafka.producer.properties.max.block.ms=500");
                Admin admin = BROKER.admin()) {
            await().until(() -> producer.count("producer.sends.failed") > 0);
            admin.createTopics(List.of(new NewTopic("operators", 1, (short) 1)))
                    .all()
                    .get();

            List<JsonNode> events = events(BROKER.read("operators", 5));
            assertThat(events.get(0).get("sequence").asLong()).isZero();
            assertThat(events).noneMatch(event -> event.has("losses"));
            producer.assertConservation();
        }
    }

    @Test
    void declaresWhatTheBrokerRefusesForEverAndGoesOn() throws Exception {
        try (Admin admin = BROKER.admin()) {
            NewTopic tooSmall = new NewTopic("too-small", 1, (short) 1).configs(Map.of("max.message.bytes", "100"));
            admin.createTopics(List.of(tooSmall)).all().get();
            try (TestProducer producer = new TestProducer(BROKER.address(), "too-small")) {
                await().until(() -> producer.count("producer.samples.lost", "reason", "refused") >= 3);
                enlarge(admin, "too-small");

                JsonNode first = events(BROKER.read("too-small", 1)).get(0);
                JsonNode loss = first.get("losses").get(0);
                assertThat(loss.get("reason").asString()).isEqualTo("refused");
                assertThat(loss.get("fromSequence").asLong()).isZero();
                assertThat(first.get("acknowledgedBelow").asLong())
                        .isEqualTo(loss.get("toSequence").asLong() + 1);
                producer.assertConservation();
            }
        }
    }

    private static List<JsonNode> events(List<ConsumerRecord<String, byte[]>> records) {
        JsonMapper json = new JsonMapper();
        return records.stream().map(record -> json.readTree(record.value())).toList();
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

    private static void enlarge(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry enough = new ConfigEntry("max.message.bytes", "1048576");
        admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(enough, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
