package io.metricspipeline.sink;

import static io.metricspipeline.sink.DeadLetterReader.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Logins and people on their way to the views, in a sink of their own. */
class LoginsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String LOGINS = "user-login";
    private static final String PROCESSED = "processed-user-login";
    private static final AclBinding DENIAL = new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, PROCESSED, PatternType.LITERAL),
            new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.WRITE, AclPermissionType.DENY));

    private final String run = UUID.randomUUID().toString();
    private OwnSink sink;

    @BeforeEach
    void start() throws Exception {
        sink = new OwnSink(1, "--sink.events.topics=user-login,users");
        sink.createTopic(LOGINS);
        sink.createTopic(PROCESSED);
        sink.start();
    }

    @AfterEach
    void stop() throws Exception {
        sink.stop();
        sink.deleteTopic(LOGINS);
        sink.deleteTopic(PROCESSED);
        sink.close();
    }

    @Test
    void countsEachLoginOnceAndSendsItOn() {
        send(login("one"));
        send(login("two").put("locale", "de_de").put("device_type", " Android"));
        send(login("two"));
        send(login("three").put("device_type", "ios").putNull("locale").put("timestamp", 1_735_693_200_000L));
        send(login("four").putNull("user_id"));
        awaitRows(3);

        assertThat(sink.jdbc
                        .sql(
                                "select concat_ws(' ', extract(epoch from hour)::bigint, device_type, app_version, locale, logins)"
                                        + " from bi.login_hour order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("1735689600 android 2.3.0 de-DE 2", "1735693200 ios 2.3.0 unknown 1");
        assertThat(processed(4))
                .allSatisfy(login ->
                        assertThat(login.path("processed_timestamp").asString()).isNotEmpty())
                .extracting(login -> login.path("event_id").asString())
                .containsExactlyInAnyOrder(run + "one", run + "two", run + "two", run + "three");
        try (DeadLetterReader letters = new DeadLetterReader(LOGINS + "-dlt")) {
            assertThat(letters.readFromTheStart(1))
                    .last()
                    .satisfies(letter ->
                            assertThat(header(letter, "reject-reason")).isEqualTo("missing_field"));
        }
    }

    @Test
    void replaysNoDeadLetterThatTheRulesOfItsTopicRejectAgain() {
        send(login("one").putNull("user_id"));
        send(login("two"));
        awaitRows(1);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ReplayIT.run(0, sink.command("--topic=" + LOGINS)))
                        .containsPattern("(?m)^replayed +0$")
                        .containsPattern("(?m)^  would be rejected again +[1-9]"));
    }

    @Test
    void keepsTheCountOfLoginsThatAreTooOldToBeKept() {
        send(login("one"));
        awaitRows(1);
        sink.jdbc
                .sql("update metrics.event set stored_at = now() - interval '16 days'")
                .update();

        assertThat(deleteExpired(null)).isEqualTo(1);
        assertThat(deleteExpired(null)).isZero();
        assertThat(insights())
                .containsSubsequence(
                        "Logins by device type", "android", " 1", "Logins by hour", "2025-01-01 00:00 UTC");
        assertThat(deleteExpired("1 day")).isZero();
        assertThat(insights()).containsSubsequence("Logins by device type", "none yet", "Logins by app version");
    }

    private int deleteExpired(@Nullable String keepHours) {
        return sink.jdbc
                .sql("select metrics.delete_expired_events('15 days', ?::interval)")
                .param(keepHours)
                .query(Integer.class)
                .single();
    }

    private String insights() {
        StringWriter out = new StringWriter();
        int status = InsightsCommand.commandLine()
                .setOut(new PrintWriter(out))
                .execute("--spring.datasource.url=" + sink.jdbcUrl(), "--spring.datasource.username=postgres");
        assertThat(status).isZero();
        return out.toString();
    }

    /** Stored, but not sent on, when it ends; and Kafka has forgotten how far the group was. */
    @Test
    void sendsOnWhatIsStoredAlreadyWhenItCouldNotBefore() throws Exception {
        sink.admin.createAcls(List.of(DENIAL)).all().get();
        try {
            send(login("one"));
            sink.awaitRetry();
            awaitRows(1);
            sink.stop();
            sink.deleteGroup(LOGINS);
        } finally {
            sink.admin.deleteAcls(List.of(DENIAL.toFilter())).all().get();
        }
        sink.start();

        assertThat(processed(1).get(0).path("event_id").asString()).isEqualTo(run + "one");
        awaitRows(1);
        assertThat(sink.jdbc
                        .sql("select sum(logins) from bi.login_hour")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void showsTheNewestStateOfEachPersonAndNobodysName() {
        String anna = "anna-" + run;
        sendPerson(anna, "2025-01-01T08:00:00Z", "{\"gender\":\"female\",\"nat\":\"FR\",\"dob\":{\"age\":30}}");
        sendPerson(anna, "2025-01-01T10:00:00Z", person("Anna", "31", "NO"));
        sendPerson(anna, "2025-01-01T09:00:00Z", person("Ana", "30", "DE"));
        sendPerson("odd-" + run, "2025-01-01T09:00:00Z", "{\"dob\":{\"age\":\"1e99\"},\"name\":7}");
        sendPerson("none-" + run, "2025-01-01T09:00:00Z", "null");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sink.jdbc
                                .sql("select count(*) from metrics.event where key like ?")
                                .param("%" + run)
                                .query(Integer.class)
                                .single())
                        .isEqualTo(5));

        Map<String, Object> row = sink.jdbc
                .sql("select b.*, p.first_name, p.email from bi.person b join personal.person p using (person_id)"
                        + " where person_key = ?")
                .param(anna)
                .query()
                .singleRow();
        assertThat(row)
                .containsEntry("age_years", 31)
                .containsEntry("nationality", "NO")
                .containsEntry("first_name", "Anna");
        assertThat(sink.jdbc
                        .sql("select count(*) from bi.person where age_years is null")
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(2);
    }

    private static String person(String name, String age, String nationality) {
        return "{\"name\":{\"first\":\"" + name + "\"},\"dob\":{\"age\":" + age + "},\"nat\":\"" + nationality + "\"}";
    }

    private void sendPerson(String key, String fetchedAt, String item) {
        String event = "{\"event_id\":\"" + UUID.randomUUID() + "\",\"fetched_at\":\"" + fetchedAt + "\",\"item\":"
                + item + "}";
        sink.send("users", key.getBytes(StandardCharsets.UTF_8), event.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode login(String name) {
        return Events.JSON
                .createObjectNode()
                .put("event_id", run + name)
                .put("user_id", "somebody")
                .put("app_version", "2.3.0")
                .put("device_type", "android")
                .put("locale", "de-DE")
                .put("timestamp", 1_735_689_600L);
    }

    private void send(ObjectNode login) {
        sink.send(LOGINS, "somebody".getBytes(StandardCharsets.UTF_8), Events.bytes(login));
    }

    private void awaitRows(int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sink.jdbc
                                .sql("select count(*) from personal.login")
                                .query(Integer.class)
                                .single())
                        .isEqualTo(count));
    }

    private static List<JsonNode> processed(int count) {
        try (DeadLetterReader reader = new DeadLetterReader(PROCESSED)) {
            return reader.readFromTheStart(count).stream()
                    .map(record -> Events.JSON.readTree(record.value()))
                    .toList();
        }
    }
}
