package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** What happens to Kafka behind the sink's back: offsets moved, the group or the topic gone, records destroyed. */
@ExtendWith(OutputCaptureExtension.class)
class OffsetsIT {

    private final Events events = new Events();
    private final Events later = new Events();
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
    void addsNoRowWhenTheWholeTopicIsReadTwiceMore() throws Exception {
        for (int replay = 0; replay < 2; replay++) {
            sink.stop();
            sink.resetOffsets(0);
            sink.start();
            awaitReceived(100);

            assertThat(sink.meters()).isEqualTo(new Meters.Reading(100, 0, 100, 0, 0));
            assertThat(sink.rows(events)).isEqualTo(100);
        }
    }

    @Test
    void losesNothingWhenOffsetsAreResetToTheLatest() throws Exception {
        sink.stop();
        sink.send(events, 100, 200);
        sink.resetOffsets(200);
        sink.start();

        sink.awaitRows(events, 200);
        assertThat(sink.meters().received()).isEqualTo(100);
    }

    @Test
    void readsAPartitionAgainThatEndsBeforeWhatWasReadAndSaysSo(CapturedOutput output) throws Exception {
        sink.stop();
        sink.jdbc
                .sql("update metrics.watermark set stored = 500, dead_lettered = 500")
                .update();
        sink.resetOffsets(500);
        sink.start();

        awaitReceived(100);
        assertThat(output)
                .containsPattern(
                        "Kafka has lost records: \\S+ ends at offset 100, and was read up to 500; reading all");
    }

    @Test
    void goesOnWhereTheDatabaseIsWhenTheGroupIsGone() throws Exception {
        sink.stop();
        sink.deleteGroup();
        sink.send(events, 100, 200);
        sink.start();

        sink.awaitRows(events, 200);
        assertThat(sink.meters().received()).isEqualTo(100);
    }

    @Test
    void deadLettersAfterARestartWhatWasStoredButNotYetDeadLettered() throws Exception {
        sink.deleteTopic(sink.deadLetterTopic());
        sink.send("no sample".getBytes(StandardCharsets.UTF_8));
        sink.awaitRetry();
        sink.stop();
        sink.resetOffsets(101);
        sink.start();

        awaitReceived(1);
        assertThat(sink.meters().rejected()).isEqualTo(1);
        sink.awaitCommitted(101);
    }

    @Test
    void readsATopicFromItsBeginningThatWasReplacedByALongerOneMeanwhile() throws Exception {
        sink.stop();
        sink.deleteTopic(sink.topic());
        sink.createTopic(sink.topic());
        sink.send(later, 0, 150);
        sink.resetOffsets(100);
        sink.start();

        sink.awaitRows(later, 150);
        assertThat(unread()).isZero();
    }

    @Test
    void readsATopicFromItsBeginningThatIsReplacedByALongerOneUnderItsHands() throws Exception {
        sink.deleteTopic(sink.topic());
        sink.createTopic(sink.topic());
        sink.send(later, 0, 150);

        sink.awaitRows(later, 150);
        assertThat(unread()).isZero();
    }

    @Test
    void countsWhatRetentionDestroyedUnread() throws Exception {
        sink.stop();
        sink.send(events, 100, 200);
        sink.destroyRecordsBelow(170);
        sink.start();

        sink.awaitRows(events, 130);
        assertThat(unread()).isEqualTo(70);
        assertThat(sink.jdbc
                        .sql("select from_offset || '-' || to_offset || ' ' || reason from bi.unread")
                        .query(String.class)
                        .single())
                .isEqualTo("100-169 retention");
    }

    @Test
    void countsWhatRetentionDestroysWhileTheSinkWaitsForPostgres() throws Exception {
        sink.jdbc
                .sql("alter table metrics.host_sample rename to host_sample_away")
                .update();
        sink.send(events, 100, 101);
        sink.awaitRetry();
        sink.send(events, 101, 200);
        sink.destroyRecordsBelow(170);
        sink.jdbc
                .sql("alter table metrics.host_sample_away rename to host_sample")
                .update();

        sink.awaitCommitted(200);
        assertThat(sink.rows(events)).isEqualTo(200 - unread());
        assertThat(unreadCounted()).isEqualTo(unread());
    }

    @Test
    void countsWhatRetentionDestroyedAlsoWhenTheFirstTryFailsAfterItsCommit() throws Exception {
        sink.stop();
        sink.send(events, 100, 200);
        sink.destroyRecordsBelow(170);
        sink.start(FirstPublishingFails.class);

        sink.awaitCommitted(200);
        assertThat(unreadCounted()).isEqualTo(70);
    }

    @Test
    void countsWhatWasDestroyedOfATopicThatWasReplaced() throws Exception {
        sink.stop();
        sink.deleteTopic(sink.topic());
        sink.createTopic(sink.topic());
        sink.send(later, 0, 150);
        sink.destroyRecordsBelow(30);
        sink.start();

        sink.awaitRows(later, 120);
        assertThat(unread()).isEqualTo(30);
    }

    private void awaitReceived(int records) {
        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(sink.meters().received()).isEqualTo(records));
    }

    private long unreadCounted() {
        return (long) sink.bean(MeterRegistry.class)
                .get("sink.records.unread")
                .counter()
                .count();
    }

    private long unread() {
        return sink.jdbc
                .sql("select coalesce(sum(records), 0) from bi.unread")
                .query(Long.class)
                .single();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class FirstPublishingFails {

        @Bean
        @Primary
        DeadLetters failing(KafkaTemplate<byte[], byte[]> kafka, SinkProperties properties) {
            AtomicBoolean failed = new AtomicBoolean();
            return new DeadLetters(kafka, properties) {
                @Override
                void publish(Poll poll, List<DecodedRecord> rejected) {
                    if (!failed.getAndSet(true)) {
                        throw new KafkaException("thrown by a test");
                    }
                    super.publish(poll, rejected);
                }
            };
        }
    }
}
