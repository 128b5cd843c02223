package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * The whole service with a topic of one partition or more, a group and a database that no other test touches; it can be stopped
 * and started, and what it reads and writes be changed behind its back.
 */
final class OwnSink implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    final Admin admin = Admin.create(Map.of("bootstrap.servers", Servers.brokers()));
    final JdbcClient jdbc;
    final TopicPartition partition;
    /** The same after a restart. */
    final int pagePort = freePort();

    private final String name = "own_" + UUID.randomUUID().toString().replace("-", "");
    private final DefaultKafkaProducerFactory<byte[], byte[]> producers = new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", Servers.brokers()), new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaTemplate<byte[], byte[]> kafka = new KafkaTemplate<>(producers);
    private final int partitions;
    private final List<String> settings;
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();

    OwnSink() throws SQLException {
        this(1);
    }

    OwnSink(int partitions, String... settings) throws SQLException {
        this.partitions = partitions;
        this.settings = List.of(settings);
        Servers.execute("create database " + name);
        jdbc = JdbcClient.create(new DriverManagerDataSource(Servers.jdbcUrl(name), "postgres", ""));
        partition = new TopicPartition(name, 0);
    }

    /** Again, and a second one of the same group runs beside the first, whose beans and meters are shown. */
    void start(Class<?>... replacements) {
        List<Class<?>> sources = new ArrayList<>(List.of(replacements));
        sources.add(SinkApplication.class);
        ConfigurableApplicationContext started = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .initializers(context -> context.getBeanFactory().registerSingleton("scansNoTests", new ScansNoTests()))
                .run(arguments());
        running.add(started);
        await().atMost(PATIENCE)
                .until(() -> started.getBean(ListenerHealth.class)
                        .health()
                        .getStatus()
                        .equals(Status.UP));
    }

    void stop() {
        running.forEach(ConfigurableApplicationContext::close);
        running.clear();
    }

    Meters.Reading meters() {
        return bean(Meters.class).read();
    }

    <T> T bean(Class<T> type) {
        return running.get(0).getBean(type);
    }

    void send(Events events, long from, long to) {
        for (long sequence = from; sequence < to; sequence++) {
            send(events.bytes(sequence));
        }
    }

    /** Many at once, over all partitions. */
    void sendMany(List<byte[]> values) {
        for (int number = 0; number < values.size(); number++) {
            CompletableFuture<?> unused = kafka.send(name, number % partitions, null, values.get(number));
        }
        kafka.flush();
    }

    /** The same sequences in each partition, from hosts of their own: a sequence is the offset. */
    void sendToEach(List<Events> hosts, long from, long to) {
        for (long sequence = from; sequence < to; sequence++) {
            for (int number = 0; number < partitions; number++) {
                kafka.send(name, number, null, hosts.get(number).bytes(sequence))
                        .join();
            }
        }
    }

    void send(byte[] value) {
        kafka.send(name, value).join();
    }

    void send(String topic, byte[] key, byte[] value) {
        kafka.send(topic, key, value).join();
    }

    /** As a restored backup: samples, statements and watermark as they were when only this many had been read. */
    String goBackTo(long offset) {
        return """
               update metrics.watermark set stored = %1$d, dead_lettered = %1$d;
               delete from metrics.host_sample where sequence >= %1$d;
               """.formatted(offset);
    }

    /** Until nothing waits to be summed up; buckets that are due later are due now, and the worker takes no rest. */
    void awaitRollups() {
        await().atMost(PATIENCE).until(() -> {
            hurryRollups();
            return jdbc.sql("select not exists (select from metrics.touched) and not exists (select from metrics.due)")
                    .query(Boolean.class)
                    .single();
        });
    }

    void hurryRollups() {
        jdbc.sql("update metrics.due set due_at = '-infinity'").update();
        jdbc.sql("update metrics.upkeep set rests_until = '-infinity'").update();
    }

    void letAnomalyWatchRest() {
        jdbc.sql("update metrics.watch set rests_until = 'infinity'").update();
    }

    /** Until every second that is complete has been judged; the worker takes no rest. */
    void awaitAnomalies() {
        await().atMost(PATIENCE.multipliedBy(10)).until(() -> {
            jdbc.sql("update metrics.watch set rests_until = '-infinity'").update();
            return jdbc.sql("""
                            select not exists (
                                select from metrics.host_sample s left join metrics.watched w using (host_id)
                                where s.sampled_at >= coalesce(w.judged_until, '-infinity')
                                  and s.sampled_at < date_trunc('second', now() - interval '6 seconds'))
                            """).query(Boolean.class).single();
        });
    }

    void awaitRows(Events events, long count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(events)).isEqualTo(count));
    }

    long rows(Events events) {
        return jdbc.sql("select count(*) from metrics.host_sample join bi.host using (host_id) where host = ?")
                .param(events.host)
                .query(Long.class)
                .single();
    }

    /** When that sample was taken, in microseconds since 1970, as the live page says it. */
    String micros(Events events, long sequence) {
        Instant sampledAt =
                Instant.parse(events.event(sequence).path("sampledAt").asString());
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, sampledAt));
    }

    /** Until a batch has failed and is tried again. */
    void awaitRetry() {
        await().atMost(PATIENCE)
                .until(() -> bean(WriteHealth.class).health().getDetails().containsKey("reason"));
    }

    void awaitCommitted(long offset) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).isEqualTo(offset));
    }

    @Nullable
    Long committed() throws ExecutionException, InterruptedException {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(name)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
        return offset == null ? null : offset.offset();
    }

    /** Of the group that reads this topic of events; the sink must have been stopped. */
    void deleteGroup(String topic) throws ExecutionException, InterruptedException {
        admin.deleteConsumerGroups(List.of(name + "." + topic)).all().get();
    }

    void resetOffsets(long offset) throws ExecutionException, InterruptedException {
        admin.alterConsumerGroupOffsets(name, Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    void deleteGroup() throws ExecutionException, InterruptedException {
        admin.deleteConsumerGroups(List.of(name)).all().get();
    }

    void destroyRecordsBelow(long offset) throws ExecutionException, InterruptedException {
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    void deleteTopic(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    void createTopic(String topic) {
        // The broker may still be busy with deleting the one before.
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            NewTopic newTopic = new NewTopic(topic, Optional.of(1), Optional.empty());
            newTopic.configs(Map.of("message.timestamp.type", "LogAppendTime"));
            admin.createTopics(List.of(newTopic)).all().get();
            return true;
        });
    }

    String topic() {
        return name;
    }

    String jdbcUrl() {
        return Servers.jdbcUrl(name);
    }

    String deadLetterTopic() {
        return name + "_dlt";
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        stop();
        producers.destroy();
        admin.close();
    }

    /** The words of a command of the jar that works with the same settings. */
    String[] command(String... options) {
        return Stream.concat(
                        Stream.of(options), Stream.of(arguments()).filter(setting -> !setting.startsWith("--server.")))
                .toArray(String[]::new);
    }

    private String[] arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--sink.page.port=" + pagePort,
                "--sink.topic=" + name,
                "--sink.dead-letter-topic=" + deadLetterTopic(),
                "--sink.topics.partitions=" + partitions,
                "--spring.kafka.bootstrap-servers=" + Servers.brokers(),
                "--spring.kafka.consumer.group-id=" + name,
                "--spring.kafka.listener.idle-partition-event-interval=500ms",
                "--spring.kafka.listener.poll-timeout=200ms",
                "--spring.datasource.url=" + Servers.jdbcUrl(name),
                "--spring.datasource.username=postgres"));
        arguments.addAll(settings);
        return arguments.toArray(String[]::new);
    }

    /** Configurations of tests lie in the package that the service scans. */
    private static final class ScansNoTests extends TypeExcludeFilter {
        @Override
        public boolean match(MetadataReader type, MetadataReaderFactory factory) {
            return type.getAnnotationMetadata().isAnnotated(TestConfiguration.class.getName());
        }
    }
}
