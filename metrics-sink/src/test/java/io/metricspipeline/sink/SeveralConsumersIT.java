package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** Consumers of one group, in one sink and beside it, that take partitions from each other. */
class SeveralConsumersIT {

    private static final int PARTITIONS = 8;
    private static final StoredBatch NOTHING = new StoredBatch(0, 0, 0, 0, List.of(), List.of(), false);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<Events> hosts =
            Stream.generate(Events::new).limit(PARTITIONS).toList();
    private long sent = 50;

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void readAgainWhatTheDatabaseLacksAlsoWhenPartitionsAreMovedMeanwhile(int concurrency) throws Exception {
        try (OwnSink sink = new OwnSink(
                PARTITIONS,
                "--spring.kafka.listener.concurrency=" + concurrency,
                "--spring.datasource.hikari.maximum-pool-size=" + (concurrency + 2))) {
            sink.start();
            sink.sendToEach(hosts, 0, sent);
            awaitRows(sink, sent);

            for (int time = 0; time < 3; time++) {
                moveSomePartitionsAwayAndBack(
                        sink,
                        () -> sink.jdbc
                                .sql(sink.goBackTo(Math.max(0, stored(sink) - 20)))
                                .update());
            }

            awaitRows(sink, sent);
            assertThat(wentBack(sink)).isPositive();
        }
    }

    /** Its end would hide the hole that the database has where the new owner has read on. */
    @Test
    void forgetWhatOneOfThemSaysThatWasExpelledWhileItWrote() throws Exception {
        try (OwnSink sink = new OwnSink()) {
            sink.start();
            requireNonNull(sink.bean(KafkaListenerEndpointRegistry.class).getListenerContainer(SampleListener.ID))
                    .stop();
            Events events = hosts.get(0);
            sink.send(events, 0, 100);
            Positions positions = sink.bean(Positions.class);
            try (KafkaConsumer<byte[], byte[]> expelled = ownerOf(sink, 50);
                    KafkaConsumer<byte[], byte[]> owner = ownerOf(sink, 100)) {
                positions.seek(expelled, ReadElsewhere.because("It was assigned"));
                Poll half = write(sink, expelled);
                positions.seek(owner, ReadElsewhere.because("It was assigned"));
                positions.finished(owner, write(sink, owner), NOTHING);
                positions.finished(expelled, half, NOTHING);
                sink.jdbc.sql(sink.goBackTo(70)).update();
                sink.send(events, 100, 101);

                assertThatThrownBy(() -> write(sink, owner))
                        .hasMessageContaining("has gone back: partition 0 from offset 100 to 70");
            }
        }
    }

    @Test
    void stayInTheirGroupWhilePostgresDoesNotAnswerAndNothingFlows() throws Exception {
        try (OwnSink sink = new OwnSink(
                PARTITIONS,
                "--spring.kafka.consumer.properties[max.poll.interval.ms]=4000",
                "--spring.datasource.hikari.data-source-properties.options=-c lock_timeout=1s")) {
            sink.start();
            sink.sendToEach(hosts, 0, 1);
            awaitRows(sink, 1);
            List<String> members = members(sink);

            try (Connection blocker = DriverManager.getConnection(Servers.jdbcUrl(sink.topic()), "postgres", "");
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("lock table metrics.watermark");
                await().atMost(PATIENCE)
                        .until(() -> sink.jdbc
                                        .sql("select count(*) from pg_locks where not granted")
                                        .query(Long.class)
                                        .single()
                                > 0);

                await().during(Duration.ofSeconds(10))
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(members(sink)).isEqualTo(members));
            }
        }
    }

    /** While samples flow; what is to happen meanwhile happens when another consumer has some of the partitions. */
    private void moveSomePartitionsAwayAndBack(OwnSink sink, Runnable meanwhile) {
        try (KafkaConsumer<byte[], byte[]> stranger = new KafkaConsumer<>(settings(sink, 10))) {
            stranger.subscribe(List.of(sink.topic()));
            await().atMost(PATIENCE).until(() -> {
                stranger.poll(Duration.ofMillis(50));
                sendOneMore(sink);
                return !stranger.assignment().isEmpty();
            });
            meanwhile.run();
            sendOneMore(sink);
        }
        sendOneMore(sink);
    }

    private void sendOneMore(OwnSink sink) {
        sink.sendToEach(hosts, sent, sent + 1);
        sent++;
    }

    /** One batch, as the listener would, but for the acknowledgement. */
    private static Poll write(OwnSink sink, KafkaConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
        Poll poll = sink.bean(Positions.class).expect(records, consumer);
        sink.bean(SampleStore.class).write(poll, sink.bean(SampleDecoder.class).decode(poll.wanted(records)));
        return poll;
    }

    private static KafkaConsumer<byte[], byte[]> ownerOf(OwnSink sink, int pollSize) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings(sink, pollSize));
        consumer.assign(List.of(sink.partition));
        return consumer;
    }

    private static Map<String, Object> settings(OwnSink sink, int pollSize) {
        return Map.of(
                "bootstrap.servers",
                Servers.brokers(),
                "group.id",
                sink.topic(),
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "max.poll.records",
                pollSize,
                "partition.assignment.strategy",
                CooperativeStickyAssignor.class.getName(),
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
    }

    private static void awaitRows(OwnSink sink, long ofEach) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sink.jdbc
                                .sql("select count(*) from metrics.host_sample")
                                .query(Long.class)
                                .single())
                        .isEqualTo(PARTITIONS * ofEach));
    }

    private static long stored(OwnSink sink) {
        return sink.jdbc
                .sql("select min(stored) from metrics.watermark")
                .query(Long.class)
                .single();
    }

    private static double wentBack(OwnSink sink) {
        return sink.bean(MeterRegistry.class)
                .get("sink.database.went.back")
                .counter()
                .count();
    }

    private static List<String> members(OwnSink sink) throws Exception {
        ConsumerGroupDescription group = requireNonNull(sink.admin
                        .describeConsumerGroups(List.of(sink.topic()))
                        .describedGroups()
                        .get(sink.topic()))
                .get();
        return group.members().stream()
                .map(MemberDescription::consumerId)
                .sorted()
                .toList();
    }
}
