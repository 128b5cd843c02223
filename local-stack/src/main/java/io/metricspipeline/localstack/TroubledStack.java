package io.metricspipeline.localstack;

import io.metricspipeline.localstack.proxy.TcpProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The stack of the fault runs for whoever watches it from outside: troubles that begin when they are asked for and last until all
 * is healed, and a Prometheus that scrapes everything.
 */
public final class TroubledStack implements AutoCloseable {
    private static final String STREAM = "stream";
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private final FaultStack stack;
    /** What has to end before the stack can be well, the newest first. */
    private final List<AutoCloseable> troubles = new ArrayList<>();

    private TroubledStack(FaultStack stack) {
        this.stack = stack;
    }

    public static TroubledStack open(Path directory) {
        FaultServices services = new FaultServices(
                Build.serviceJar("metrics-producer"),
                Build.serviceJar("metrics-sink"),
                List.of("--sink.events.topics=" + STREAM));
        return new TroubledStack(FaultStack.open(directory, services, true));
    }

    /** All producers and sinks, under the names that the rules have for their jobs. */
    public Prometheus watch(Path rules, Duration interval) {
        Map<String, List<Integer>> jobs = Map.of(
                "metrics-producer", ports(stack.producers().size(), stack.ports()::producer),
                "metrics-sink", ports(stack.sinks().size(), stack.ports()::sink));
        return Prometheus.start(
                stack.data().resolve("prometheus"), Ports.free().page(), jobs, rules, interval, stack.watchdog());
    }

    /** Ends every trouble, and returns when everything runs and runs well. */
    public void heal() throws Exception {
        while (!troubles.isEmpty()) {
            troubles.remove(troubles.size() - 1).close();
        }
        stack.heal();
    }

    public void killProducers() {
        stack.producers().forEach(Part::kill);
    }

    public void killSinks() {
        stack.sinks().forEach(Part::kill);
    }

    public void silenceKafka() {
        stack.kafkaNetwork().silence();
    }

    public void refusePostgres() {
        TcpProxy network = stack.postgresNetwork();
        network.refuse();
        network.cut();
    }

    /** Producer 2 starts again with these settings. */
    public void replaceProducer(String... settings) {
        replace(stack.producers().get(1), stack.otherProducer(2, settings));
    }

    /** Sink 2 likewise. */
    public void replaceSink(String... settings) {
        replace(stack.sinks().get(1), stack.otherSink(2, settings));
    }

    /** Under the spool of producer 1. */
    public void fillSpoolDisk() {
        Disk disk = stack.disks()
                .of(Target.SPOOL_DISK)
                .orElseThrow(() -> new CannotStart("This user may mount no file system that could be full."));
        disk.fill();
        troubles.add(disk::empty);
    }

    /** Producer 1 runs for a third of the time. */
    public void stutter() {
        Part producer = stack.producers().get(0);
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> stuttering = CompletableFuture.runAsync(() -> {
            while (!end.isDone()) {
                producer.pause();
                Patience.during(Duration.ofMillis(600));
                producer.resume();
                Patience.during(Duration.ofMillis(300));
            }
        });
        troubles.add(() -> {
            end.complete(null);
            stuttering.join();
        });
    }

    /** So many samples a second, one in a hundred of them bad, by a clock that is wrong by this. */
    public void load(int perSecond, Duration clock) throws IOException {
        WrongClock wrong = new WrongClock();
        wrong.jump(clock);
        // Each is a host of its own: what one has sent stays.
        LoadGenerator load = new LoadGenerator(
                "load-" + System.nanoTime(),
                perSecond,
                wrong,
                stack.ports().bootstrapServers(),
                stack.takenDirectory());
        troubles.add(() -> {
            load.finish();
            load.close();
        });
    }

    /** So many events, to a topic beside the samples. */
    public void stream(int events) {
        Map<String, Object> settings =
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.ports().bootstrapServers());
        byte[] event = "{}".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> kafka =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = 0; number < events; number++) {
                var unused = kafka.send(new ProducerRecord<>(STREAM, event));
            }
        }
    }

    /** What Kafka's retention does while no sink reads. */
    public void deleteUnread() throws Exception {
        suffer(Target.TOPIC, FaultKind.UNREAD_RECORDS_DELETED, A_WHILE);
    }

    /** To a base backup from some seconds ago. */
    public void restoreDatabase() throws Exception {
        suffer(Target.DATABASE, FaultKind.BACKUP_RESTORED, A_WHILE);
    }

    /** Ends with everything read again that Kafka still has. */
    public void readAgainInTheEnd() {
        troubles.add(() -> {
            stack.heal();
            suffer(Target.ALL_SINKS, FaultKind.OFFSETS_TO_EARLIEST, Duration.ZERO);
        });
    }

    /** PostgreSQL has an archive, and can put nothing into it. */
    public void failToArchive() throws SQLException {
        execute(List.of("alter system set archive_mode = on", "alter system set archive_command = 'false'"));
        restartPostgres();
        troubles.add(() -> {
            execute(List.of("alter system reset archive_mode", "alter system reset archive_command"));
            restartPostgres();
        });
    }

    /** Each statement by itself; the second ones undo that in the end. */
    public void execute(List<String> statements, List<String> inTheEnd) throws SQLException {
        execute(statements);
        troubles.add(() -> execute(inTheEnd));
    }

    /** In a transaction that stays open. */
    public void holdOpen(String statement) throws SQLException {
        Connection connection = stack.postgres().dataSource().getConnection();
        troubles.add(connection);
        connection.setAutoCommit(false);
        try (Statement held = connection.createStatement()) {
            held.execute(statement);
        }
    }

    @Override
    public void close() {
        stack.close();
    }

    private void execute(List<String> statements) throws SQLException {
        try (Connection connection = stack.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void suffer(Target target, FaultKind kind, Duration lasts) throws Exception {
        Victim victim = Objects.requireNonNull(stack.victims().get(target));
        victim.suffer(new Fault(Duration.ZERO, target, kind, lasts));
    }

    private void restartPostgres() {
        stack.postgres().stop();
        stack.postgres().start();
    }

    private void replace(Part part, Part other) {
        part.stop();
        other.start();
        troubles.add(other::kill);
    }

    private static List<Integer> ports(int count, IntUnaryOperator port) {
        return IntStream.rangeClosed(1, count).map(port).boxed().toList();
    }
}
