package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
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
        await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.acknowledged") >= 10);
        producer.assertConservation();
        Counter taken =
                producer.part(MeterRegistry.class).get("producer.samples.taken").counter();
        producer.close();

        List<JsonNode> events = events(BROKER.readAll("every-sample"));
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
            await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.acknowledged") > 0);
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> events(BROKER.readAll("moves")).stream()
                            .anyMatch(event -> event.get("acknowledgedBelow").asLong() > 5));

            List<JsonNode> events = events(BROKER.readAll("moves"));
            assertThat(events)
                    .allSatisfy(
                            event -> assertThat(event.get("acknowledgedBelow").asLong())
                                    .isLessThanOrEqualTo(event.get("sequence").asLong()));
            producer.assertConservation();
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
            await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.sends.failed") > 0);
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
    void goesOnWhenAPermissionThatWasMissingIsGivenBack() throws Exception {
        AclBinding denial = TestBroker.mayWrite("denied", AclPermissionType.DENY);
        try (TestProducer producer = new TestProducer(BROKER.address(), "denied");
                Admin admin = BROKER.admin()) {
            await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.acknowledged") > 0);
            admin.createAcls(List.of(denial)).all().get();
            await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.sends.failed") >= 3);
            admin.deleteAcls(List.of(denial.toFilter())).all().get();

            double before = producer.count("producer.samples.acknowledged");
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> producer.count("producer.samples.acknowledged") >= before + 20);
            assertThat(producer.part(Acknowledgements.class).failure()).isEmpty();
            producer.assertConservation();
        }
    }

    @Test
    void saysOnceThatTheBrokerRefusesEverySampleAndDoesNotSlowDown(CapturedOutput output) throws Exception {
        try (Admin admin = BROKER.admin()) {
            createTooSmall(admin, "all-refused");
            try (TestProducer producer = new TestProducer(BROKER.address(), "all-refused")) {
                Acknowledgements acknowledgements = producer.part(Acknowledgements.class);
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.samples.lost", "reason", "refused") >= 20);

                assertThat(acknowledgements.areComing()).isFalse();
                assertThat(acknowledgements.failure()).get().matches(SendFailure::isRefusal);
                assertThat(output).containsOnlyOnce("RecordTooLargeException");

                enlarge(admin, "all-refused");
                await().atMost(Duration.ofMinutes(5)).until(acknowledgements::areComing);
                assertThat(acknowledgements.failure()).isEmpty();
                producer.assertConservation();
            }
        }
    }

    @Test
    void declaresWhatTheBrokerRefusesForEverAndGoesOn() throws Exception {
        try (Admin admin = BROKER.admin()) {
            createTooSmall(admin, "too-small");
            try (TestProducer producer = new TestProducer(BROKER.address(), "too-small")) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.samples.lost", "reason", "refused") >= 3);
                enlarge(admin, "too-small");

                JsonNode first = events(BROKER.read("too-small", 5)).stream()
                        .filter(event -> event.has("losses"))
                        .findFirst()
                        .orElseThrow();
                JsonNode loss = first.get("losses").get(0);
                assertThat(loss.get("reason").asString()).isEqualTo("refused");
                assertThat(loss.get("fromSequence").asLong()).isZero();
                // The first that Kafka took carried nothing: even that had been too much before.
                assertThat(first.get("acknowledgedBelow").asLong())
                        .isBetween(
                                loss.get("toSequence").asLong() + 1,
                                first.get("sequence").asLong());
                producer.assertConservation();
            }
        }
    }

    @Test
    void sendsASampleAgainWithFewerLossesWhenTheseMakeItTooLarge(@TempDir Path directory) throws Exception {
        TestSpool killed = new TestSpool(directory).append(400);
        killed.kill();
        for (int damaged = 0; damaged < 100; damaged++) {
            TestSpool.overwrite(killed.file(0), 100 + damaged * 700, 10);
        }
        try (Admin admin = BROKER.admin()) {
            create(admin, "losses-too-large", 4_000);
            // Each record for itself: the topic's limit is for the batches that Kafka's client makes of them.
            try (TestProducer producer = new TestProducer(
                    directory,
                    BROKER.address(),
                    "losses-too-large",
                    "--spring.kafka.producer.compression-type=none",
                    "--spring.kafka.producer.batch-size=0B")) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> TestSpool.segments(directory).stream()
                                .noneMatch(file -> file.toString().contains(killed.producerId.toString())));
                assertThat(producer.count("producer.samples.lost", "reason", "refused"))
                        .isZero();
                producer.assertConservation();
            }
        }
        Set<Long> told = new TreeSet<>();
        for (JsonNode event : events(BROKER.readAll("losses-too-large"))) {
            if (event.get("producerId").asString().equals(killed.producerId.toString())) {
                told.add(event.get("sequence").asLong());
            }
            for (JsonNode loss : event.path("losses")) {
                told.addAll(TestSpool.range(
                        loss.get("fromSequence").asLong(),
                        loss.get("toSequence").asLong() + 1));
            }
        }
        assertThat(told).containsExactlyElementsOf(TestSpool.range(0, 400));
    }

    private static List<JsonNode> events(List<ConsumerRecord<String, byte[]>> records) {
        JsonMapper json = new JsonMapper();
        return records.stream().map(record -> json.readTree(record.value())).toList();
    }

    private static void createTooSmall(Admin admin, String topic) throws ExecutionException, InterruptedException {
        create(admin, topic, 100);
    }

    private static void create(Admin admin, String topic, int mostBytes)
            throws ExecutionException, InterruptedException {
        NewTopic small =
                new NewTopic(topic, 1, (short) 1).configs(Map.of("max.message.bytes", Integer.toString(mostBytes)));
        admin.createTopics(List.of(small)).all().get();
    }

    private static void enlarge(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry enough = new ConfigEntry("max.message.bytes", "1048576");
        admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(enough, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
