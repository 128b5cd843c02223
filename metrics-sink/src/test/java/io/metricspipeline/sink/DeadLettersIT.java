package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;

/** While the dead-letter topic takes nothing the sink waits, says why, skips nothing, and goes on by itself. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sink.topic=" + ServersToBreak.TOPIC, "sink.dead-letter-topic=" + ServersToBreak.DEAD_LETTER_TOPIC
        })
@Import(ServersToBreak.class)
@ExtendWith(OutputCaptureExtension.class)
class DeadLettersIT {

    private static final String TOPIC = ServersToBreak.DEAD_LETTER_TOPIC;
    private static final AclBinding DENIAL = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL),
            new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.WRITE, AclPermissionType.DENY));

    @Autowired
    private ListenerHealth listener;

    @Autowired
    private WriteHealth write;

    @Autowired
    private Meters meters;

    private final Events events = new Events();
    private final byte[] bad = new byte[2_000];
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", Servers.brokers()));
    private Meters.Reading before;

    @BeforeEach
    void waitUntilItListens() {
        new Random(1).nextBytes(bad); // compresses to no less
        await().atMost(Duration.ofMinutes(5))
                .until(() -> listener.health().getStatus().equals(Status.UP));
        before = meters.read();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void waitsUntilTheTopicIsThereAndSaysSoOnce(CapturedOutput output) throws Exception {
        admin.deleteTopics(List.of(TOPIC)).all().get();
        sendBadAndGood();
        awaitTrouble(TOPIC + " is missing");
        assertThat(output).containsOnlyOnce(TOPIC + " is missing").doesNotContain("when sending");

        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        awaitBoth();
        try (DeadLetterReader letters = new DeadLetterReader(TOPIC)) {
            assertThat(letters.readFromTheStart(1))
                    .anySatisfy(letter -> assertThat(letter.value()).isEqualTo(bad));
        }
    }

    @Test
    void waitsUntilItMayWrite() throws Exception {
        try (DeadLetterReader letters = new DeadLetterReader(TOPIC)) {
            admin.createAcls(List.of(DENIAL)).all().get();
            try {
                sendBadAndGood();
                awaitTrouble("TopicAuthorizationException");
            } finally {
                admin.deleteAcls(List.of(DENIAL.toFilter())).all().get();
            }
            awaitBoth();
            assertThat(letters.read(1).get(0).value()).isEqualTo(bad);
        }
    }

    @Test
    void waitsUntilTheRecordFits() throws Exception {
        try (DeadLetterReader letters = new DeadLetterReader(TOPIC)) {
            limitTo(1_000);
            try {
                sendBadAndGood();
                awaitTrouble("max.message.bytes");
                assertThat(letters.arrived()).isZero();
            } finally {
                limitTo(1_114_112);
            }
            awaitBoth();
            assertThat(letters.read(1).get(0).value()).isEqualTo(bad);
        }
    }

    private void sendBadAndGood() {
        send(bad);
        send(events.bytes(0));
    }

    private void send(byte[] value) {
        ServersToBreak.send(events.host, value);
    }

    private void awaitTrouble(String reason) {
        await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
            Health health = write.health();
            assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(health.getDetails().get("reason")).asString().contains(reason);
        });
        assertThat(meters.read()).as("nothing is done before the letter is out").isEqualTo(before);
    }

    private void awaitBoth() {
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(
                        () -> assertThat(meters.read().minus(before)).isEqualTo(new Meters.Reading(2, 1, 0, 0, 1)));
        assertThat(write.health().getStatus()).isEqualTo(Status.UP);
    }

    private void limitTo(int bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        ConfigEntry limit = new ConfigEntry("max.message.bytes", String.valueOf(bytes));
        admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
