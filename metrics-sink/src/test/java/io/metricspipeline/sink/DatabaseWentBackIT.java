package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A database that is suddenly an earlier one, and an operator who wants to go forward. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseWentBackIT {

    private static final String TAKE_TABLE_AWAY = "alter table metrics.host_sample rename to host_sample_away;";
    private static final String BRING_TABLE_BACK = "alter table metrics.host_sample_away rename to host_sample;";

    private final Events events = new Events();
    private OwnSink sink;

    @BeforeEach
    void storeAHundred() throws Exception {
        sink = new OwnSink();
        sink.start();
        sink.send(events, 0, 100);
        sink.awaitRows(events, 100);
        sink.awaitCommitted(100);
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void readsAgainWhatTheDatabaseLacksBeforeItWritesMore() {
        sink.jdbc.sql(sink.goBackTo(50)).update();
        sink.send(events, 100, 101);

        sink.awaitRows(events, 101);
        assertThat(sink.meters().stored()).isEqualTo(151);
        sink.awaitCommitted(101);
    }

    @Test
    void readsAgainWhileNothingFlows() {
        sink.jdbc.sql(sink.goBackTo(50)).update();

        sink.awaitRows(events, 100);
    }

    @Test
    void namesEveryHostAndProducerAgainToADatabaseThatHasForgottenThemWhileNothingFlowed(CapturedOutput output) {
        sink.jdbc
                .sql(sink.goBackTo(0) + "delete from metrics.producer_progress; delete from metrics.producer;"
                        + " delete from bi.host;")
                .update();

        sink.awaitRows(events, 100);
        assertThat(output).doesNotContain("Cannot write a batch");
    }

    @Test
    void readsEverythingAgainIntoADatabaseThatHasForgottenIt() {
        sink.jdbc.sql(sink.goBackTo(0) + "truncate metrics.watermark;").update();

        sink.awaitRows(events, 100);
    }

    @Test
    void commitsNothingBeyondTheHoleAndFindsItAfterARestart() throws Exception {
        sink.jdbc.sql(sink.goBackTo(50) + TAKE_TABLE_AWAY).update();
        sink.send(events, 100, 101);
        sink.awaitRetry();

        assertThat(sink.committed()).isEqualTo(100);
        sink.stop();
        assertThat(sink.committed()).isEqualTo(100);
        sink.jdbc.sql(BRING_TABLE_BACK).update();
        assertThat(sink.rows(events)).isEqualTo(50);
        sink.start();

        sink.awaitRows(events, 101);
    }

    @Test
    void noticesThatTheDatabaseWentBackBetweenTwoTriesOfABatch() {
        sink.jdbc.sql(TAKE_TABLE_AWAY).update();
        sink.send(events, 100, 101);
        sink.awaitRetry();
        sink.jdbc.sql(BRING_TABLE_BACK + sink.goBackTo(50)).update();

        sink.awaitRows(events, 101);
        sink.awaitCommitted(101);
    }

    @Test
    void passesOverWhatAnOperatorDoesNotWant() throws Exception {
        sink.jdbc.sql(TAKE_TABLE_AWAY).update();
        sink.send(events, 100, 150);
        sink.awaitRetry();
        assertThat(skipTo(120)).isEqualTo(20);
        sink.jdbc.sql(BRING_TABLE_BACK).update();

        sink.awaitRows(events, 130);
        sink.awaitCommitted(150);
        assertThat(unread()).isEqualTo("100-119 skipped");
        sink.stop();
        sink.deleteGroup();
        sink.start();
        sink.send(events, 150, 151);
        sink.awaitRows(events, 131);
    }

    @Test
    void passesOverWhileNothingFlows() {
        assertThat(skipTo(120)).isEqualTo(20);
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(sink.meters().received()).isEqualTo(100));
        sink.send(events, 100, 150);

        sink.awaitRows(events, 130);
    }

    @Test
    void passesOverInTheMiddleOfAPoll() throws Exception {
        sink.stop();
        sink.send(events, 100, 150);
        assertThat(skipTo(120)).isEqualTo(20);
        sink.resetOffsets(50);
        sink.start();

        sink.awaitCommitted(150);
        assertThat(sink.rows(events)).isEqualTo(130);
        assertThat(sink.meters().received()).isEqualTo(80);
    }

    @Test
    void passesOverInTheMiddleOfAPollThatCannotBeWritten() throws Exception {
        sink.stop();
        sink.resetOffsets(50);
        sink.jdbc.sql(TAKE_TABLE_AWAY).update();
        sink.send(events, 100, 150);
        sink.start();
        sink.awaitRetry();
        skipTo(120);
        sink.jdbc.sql(BRING_TABLE_BACK).update();

        sink.awaitCommitted(150);
        assertThat(sink.rows(events)).isEqualTo(130);
    }

    @Test
    void warnsOfASkipBeyondTheEndAndTakesItsCorrection(CapturedOutput output) {
        assertThat(skipTo(1_000_000)).isEqualTo(999_900);
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(skipping()).contains("999900 beyond"));
        assertThat(output)
                .containsPattern(
                        "An operator skips \\S+ to offset 1000000, but it ends at 100: its next 999900 records");
        sink.send(events, 100, 150);
        sink.awaitCommitted(150);
        assertThat(sink.rows(events)).isEqualTo(100);

        assertThat(skipTo(120)).isEqualTo(20);

        sink.awaitRows(events, 130);
        assertThat(unread()).isEqualTo("100-119 skipped");
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(skipping()).isEmpty());
    }

    @Test
    void doesNotPassOverADeadLetterThatIsStillToBeWritten() throws Exception {
        sink.deleteTopic(sink.deadLetterTopic());
        sink.send("no sample".getBytes(StandardCharsets.UTF_8));
        sink.awaitRetry();
        sink.send(events, 100, 130);
        assertThat(skipTo(120)).isEqualTo(19);
        sink.stop();
        sink.deleteGroup();
        sink.start();

        sink.awaitCommitted(131);
        assertThat(sink.meters().rejected()).isEqualTo(1);
        assertThat(sink.rows(events)).isEqualTo(111);
    }

    @Test
    void refusesToSkipWhatIsStoredAndWhatItDoesNotKnow() {
        assertThatThrownBy(() -> skipTo(100)).hasMessageContaining("everything below offset 100 is stored already");
        assertThatThrownBy(() -> sink.jdbc
                        .sql("select metrics.skip_to('other', 0, 9)")
                        .query()
                        .singleRow())
                .hasMessageContaining("no sink has read partition 0 of topic other yet");
    }

    private long skipTo(long offset) {
        return sink.jdbc
                .sql("select metrics.skip_to(?, 0, ?)")
                .param(sink.topic())
                .param(offset)
                .query(Long.class)
                .single();
    }

    private String skipping() {
        return String.valueOf(
                sink.bean(ListenerHealth.class).health().getDetails().getOrDefault("skipping", ""));
    }

    private String unread() {
        return sink.jdbc
                .sql("select from_offset || '-' || to_offset || ' ' || reason from bi.unread")
                .query(String.class)
                .single();
    }
}
