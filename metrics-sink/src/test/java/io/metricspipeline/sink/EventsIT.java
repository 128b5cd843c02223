package io.metricspipeline.sink;

import static io.metricspipeline.sink.DeadLetterReader.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Two topics of any JSON beside the samples, in a sink of their own. */
class EventsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String topic = "any-" + UUID.randomUUID();
    private final String other = "other-" + UUID.randomUUID();
    private OwnSink sink;

    @BeforeEach
    void start() throws SQLException {
        sink = new OwnSink(1, "--sink.events.topics=" + topic + "," + other);
        sink.start();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void makesARowOfEachEventAndADeadLetterOfWhatIsNone() {
        send(topic, "{\"event_id\":\"one\",\"timestamp\":1735689600,\"n\":1.10}");
        send(topic, "{\"n\":2}");
        send(topic, "{\"event_id\":\"one\",\"n\":3}");
        send(topic, "{\"n\":\"\\u0000\"}");
        send(topic, "[4]");

        awaitRead(5);
        assertThat(sink.jdbc.sql("""
                                select concat_ws(' ', event_id, key, record_offset, extract(epoch from event_time)::bigint, payload)
                                from metrics.event where topic = ? and (event_id is not null or event_time = received_at)
                                order by record_offset
                                """).param(topic).query(String.class).list())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo("one key 0 1735689600 {\"n\": 1.10, \"event_id\": \"one\","
                                        + " \"timestamp\": 1735689600}"),
                        second -> assertThat(second).startsWith("key 1 ").endsWith(" {\"n\": 2}"));
        assertThat(List.of(count("received"), count("stored"), count("duplicate"), count("rejected")))
                .containsExactly(5, 2, 1, 2);
        try (DeadLetterReader letters = new DeadLetterReader(topic + "-dlt")) {
            assertThat(letters.readFromTheStart(2))
                    .extracting(letter -> header(letter, "reject-reason"))
                    .containsExactlyInAnyOrder("bad_text", "not_an_object");
        }
        assertThat(sink.jdbc
                        .sql("select sum(records) from bi.reject_by_reason where topic = ?")
                        .param(topic)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void tellsTheTimesOfTheHourThatAutumnRepeatsApart() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
            sink.stop();
            sink.start();
            send(topic, "{\"timestamp\":\"2025-10-26T00:30:00Z\"}");
            send(topic, "{\"timestamp\":\"2025-10-26T01:30:00Z\"}");
            awaitRead(2);
        } finally {
            TimeZone.setDefault(before);
        }

        assertThat(sink.jdbc
                        .sql("select to_char(event_time at time zone 'UTC', 'HH24:MI') from metrics.event order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("00:30", "01:30");
    }

    @Test
    void readsAllAgainWithoutEffect() throws Exception {
        sendTen();
        awaitRead(10);
        sink.stop();
        sink.deleteGroup(topic);
        sink.jdbc
                .sql("update metrics.watermark set stored = 0, dead_lettered = 0")
                .update();
        sink.start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count("duplicate")).isEqualTo(10));
        assertThat(rows(topic)).isEqualTo(10);
    }

    @Test
    void readsAgainWhatADatabaseLacksThatHasGoneBack() {
        sendTen();
        awaitRead(10);

        sink.jdbc.sql("""
                        begin;
                        update metrics.watermark set stored = 4, dead_lettered = 4 where topic like 'any-%';
                        delete from metrics.event where record_offset >= 4;
                        commit;
                        """).update();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(topic)).isEqualTo(10));
    }

    @Test
    void blamesTheOneEventThatPostgresRefuses() {
        sink.jdbc
                .sql("alter table metrics.event add constraint no_sixes check (payload ->> 'n' <> '6')")
                .update();
        sendTen();

        awaitRead(10);
        assertThat(rows(topic)).isEqualTo(9);
        try (DeadLetterReader letters = new DeadLetterReader(topic + "-dlt")) {
            assertThat(letters.readFromTheStart(1))
                    .extracting(letter -> header(letter, "reject-reason"))
                    .containsExactly("database");
        }
    }

    @Test
    void aTopicThatMustWaitHoldsUpNoOtherAndLosesNothing() {
        sink.jdbc
                .sql("alter table metrics.event add constraint not_any check (topic not like 'any-%')")
                .update();
        sendTen();
        sink.awaitRetry();
        for (int number = 0; number < 10; number++) {
            send(other, "{}");
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(other)).isEqualTo(10));
        assertThat(rows(topic)).isZero();
        Health health = sink.bean(WriteHealth.class).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("topic", topic);

        sink.jdbc.sql("alter table metrics.event drop constraint not_any").update();
        awaitRead(10);
        assertThat(rows(topic)).isEqualTo(10);
    }

    @Test
    void saysOfEachTopicHowFarItIs() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Health health = sink.bean(EventWatch.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsOnlyKeys(topic, other);
        });
    }

    private void sendTen() {
        for (int number = 0; number < 10; number++) {
            send(topic, "{\"n\":" + number + "}");
        }
    }

    private void send(String where, String event) {
        sink.send(where, "key".getBytes(StandardCharsets.UTF_8), event.getBytes(StandardCharsets.UTF_8));
    }

    /** Until all of a batch is done, its dead letters too. */
    private void awaitRead(int records) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count("received")).isEqualTo(records));
    }

    private int rows(String of) {
        return sink.jdbc
                .sql("select count(*) from metrics.event where topic = ?")
                .param(of)
                .query(Integer.class)
                .single();
    }

    private int count(String what) {
        return (int) sink.bean(MeterRegistry.class).find("sink.events." + what).tag("topic", topic).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
