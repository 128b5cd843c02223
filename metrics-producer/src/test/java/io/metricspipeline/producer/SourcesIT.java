package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclPermissionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What every source is promised, with user-login as the example. */
class SourcesIT {

    private static final String[] LOGINS = {"source", "user-login"};

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
    void withoutTheHostThereIsNeitherASpoolNorASample(@TempDir Path directory) throws Exception {
        Path spool = directory.resolve("spool");
        try (TestProducer producer =
                        new TestProducer(spool, BROKER.address(), "no-samples", "--producer.sources=user-login");
                Admin admin = BROKER.admin()) {
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> producer.count("producer.events.acknowledged", LOGINS) > 0);

            assertThat(get(producer, "/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(producer, "/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(spool).doesNotExist();
            assertThat(admin.listTopics().names().get()).contains("user-login").doesNotContain("no-samples");
            assertThat(producer.part(MeterRegistry.class)
                            .find("producer.samples.taken")
                            .meters())
                    .isEmpty();
        }
    }

    @Test
    void everyEventThatWasMadeIsThereAfterTheStop() {
        double earlier = sentToMakeTheTopic("stopped");
        TestProducer producer = producer("stopped", "--producer.user-login.per-second=500");
        MeterRegistry meters = producer.part(MeterRegistry.class);
        await().atMost(Duration.ofMinutes(5)).until(() -> count(meters, "made") > 500);
        producer.close();

        List<ConsumerRecord<String, byte[]>> records = BROKER.readAll("stopped");
        assertThat(records).hasSize((int) (earlier + count(meters, "made")));
        assertThat(records).extracting(SourcesIT::eventId).doesNotHaveDuplicates();
        assertConservation(meters);
    }

    /**
     * A partition that was just made may fail a client's first batch and take the next ones; then it refuses the first as
     * out of order until delivery.timeout.ms is over, which is longer than a stop waits.
     */
    private static double sentToMakeTheTopic(String topic) {
        TestProducer producer = producer(topic, "--producer.user-login.per-second=20");
        MeterRegistry meters = producer.part(MeterRegistry.class);
        await().atMost(Duration.ofMinutes(5))
                .until(() -> count(meters, "made") > 60 && count(meters, "made") == count(meters, "acknowledged"));
        producer.close();
        return count(meters, "made");
    }

    @Test
    void waitsForABrokerAndThenLosesNothing() {
        try (TestBroker later = new TestBroker()) {
            TestProducer producer = new TestProducer(later.address(), "host-samples", "--producer.sources=user-login");
            MeterRegistry meters = producer.part(MeterRegistry.class);
            await().atMost(Duration.ofMinutes(5)).until(() -> count(meters, "made") > 0);
            later.start();
            await().atMost(Duration.ofMinutes(5)).until(() -> count(meters, "acknowledged") > 10);
            producer.close();

            assertThat(later.readAll("user-login")).hasSize((int) count(meters, "made"));
            assertConservation(meters);
        }
    }

    @Test
    void aTopicThatIsForbiddenHoldsUpItsSourceAlone() throws Exception {
        try (Admin admin = BROKER.admin()) {
            List<NewTopic> topics =
                    List.of(new NewTopic("allowed", 1, (short) 1), new NewTopic("forbidden", 1, (short) 1));
            admin.createTopics(topics).all().get();
            admin.createAcls(List.of(TestBroker.mayWrite("forbidden", AclPermissionType.DENY)))
                    .all()
                    .get();
            try (TestProducer producer = producer(
                    "forbidden",
                    "--producer.sources=host,user-login",
                    "--producer.topic=allowed",
                    "--producer.topics.create=false")) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.events.sends.failed", LOGINS) > 2);
                assertThat(health(producer)).contains("DOWN", "TopicAuthorization");

                double acknowledged = producer.count("producer.samples.acknowledged");
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.samples.acknowledged") > acknowledged + 10);
                assertThat(get(producer, "/actuator/health/readiness").statusCode())
                        .isEqualTo(200);
                assertThat(producer.count("producer.sends.failed")).isZero();

                admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
                await().atMost(Duration.ofMinutes(5))
                        .untilAsserted(() -> assertThat(health(producer)).contains("UP", "lastRun", "nextRun"));
            }
        }
    }

    @Test
    void anEventThatKafkaRefusesIsCountedAndHoldsNothingUp() throws Exception {
        try (Admin admin = BROKER.admin()) {
            NewTopic tiny = new NewTopic("tiny", 1, (short) 1).configs(Map.of("max.message.bytes", "100"));
            admin.createTopics(List.of(tiny)).all().get();
            try (TestProducer producer = producer("tiny")) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> producer.count("producer.events.refused", LOGINS) > 2);
                assertThat(health(producer)).contains("RecordTooLarge");
            }
        }
    }

    private static TestProducer producer(String topic, String... settings) {
        String[] all = new String[settings.length + 2];
        all[0] = "--producer.sources=user-login";
        all[1] = "--producer.user-login.topic=" + topic;
        System.arraycopy(settings, 0, all, 2, settings.length);
        return new TestProducer(BROKER.address(), "host-samples", all);
    }

    private static void assertConservation(MeterRegistry meters) {
        double unsettled = meters.get("producer.events.unsettled").gauge().value();
        assertThat(count(meters, "made"))
                .isEqualTo(count(meters, "acknowledged") + count(meters, "refused") + unsettled);
    }

    private static double count(MeterRegistry meters, String what) {
        return meters.get("producer.events." + what).tags(LOGINS).counter().count();
    }

    private static String eventId(ConsumerRecord<String, byte[]> record) {
        return new JsonMapper().readTree(record.value()).get("event_id").asString();
    }

    private static String health(TestProducer producer) throws Exception {
        return get(producer, "/actuator/health/user-login").body();
    }

    private static HttpResponse<String> get(TestProducer producer, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(producer.url(path))).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
