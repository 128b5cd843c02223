package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Volume: a producer inside this program that keeps the contract of the real one (sequences, acknowledgedBelow, sent again until
 * acknowledged) and notes what it takes. It survives every fault, so all of its samples are durable. One in a hundred is bad
 * on purpose; bad is also what it samples while its clock is wrong by more than the sink accepts. Its client is not
 * idempotent: a retry doubles records in the topic, as anybody's might.
 */
final class LoadGenerator implements AutoCloseable {
    private static final int BURSTS_PER_SECOND = 10;
    private static final int MOST_UNACKNOWLEDGED = 20_000;
    private static final int ONE_IN_SO_MANY_IS_BAD = 100;
    private static final double NO_PERCENTAGE = 101;
    private static final String OUT_OF_RANGE = "out_of_range";
    // The sink's window, around the time at which Kafka received the sample.
    private static final Duration FUTURE = Duration.ofHours(1);
    private static final Duration PAST = Duration.ofDays(15);
    private static final Duration LONGEST_FLUSH = Duration.ofMinutes(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final String host;
    private final int perBurst;
    private final Clock clock;
    private final UUID producerId = UUID.randomUUID();
    private final Random random = new Random();
    private final KafkaProducer<String, byte[]> kafka;
    private final TakenLog takenLog;
    private final Writer notes;
    private final ConcurrentNavigableMap<Long, ObjectNode> unacknowledged = new ConcurrentSkipListMap<>();
    private final Queue<ObjectNode> toSend = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean taking = true;
    private long next;

    LoadGenerator(String host, int perSecond, Clock clock, String bootstrapServers, Path takenLogs) throws IOException {
        this.host = host;
        this.perBurst = perSecond / BURSTS_PER_SECOND;
        this.clock = clock;
        this.kafka = new KafkaProducer<>(settings(bootstrapServers), new StringSerializer(), new ByteArraySerializer());
        // Without a first answer every send would wait for it; later they go by the last one.
        kafka.partitionsFor(Topics.SAMPLES);
        this.takenLog = new TakenLog(takenLogs.resolve(host + ".jsonl"));
        this.notes = Files.newBufferedWriter(takenLog.file());
        this.thread = new Thread(this::run, host);
        thread.setDaemon(true);
        thread.start();
    }

    TakenLog takenLog() {
        return takenLog;
    }

    /** Takes no more, and returns when everything is acknowledged. */
    void finish() {
        taking = false;
        if (!Patience.until(() -> !thread.isAlive(), LONGEST_FLUSH)) {
            throw new IllegalStateException(host + ": Kafka has not acknowledged " + unacknowledged.size() + " samples "
                    + LONGEST_FLUSH.toSeconds() + " s after everything was healed");
        }
        takenLog.ended(false);
    }

    @Override
    public void close() {
        taking = false;
        thread.interrupt();
        kafka.close(Duration.ZERO);
    }

    private void run() {
        long due = System.nanoTime();
        try (notes) {
            while (taking || !unacknowledged.isEmpty()) {
                due = Math.max(due + Duration.ofSeconds(1).toNanos() / BURSTS_PER_SECOND, System.nanoTime());
                if (taking && unacknowledged.size() < MOST_UNACKNOWLEDGED) {
                    take();
                }
                send();
                Patience.until(due);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (IllegalStateException closed) {
            // The run has ended before everything was acknowledged.
        }
    }

    private void take() throws IOException {
        for (int i = 0; i < perBurst; i++) {
            boolean outOfRange = next % ONE_IN_SO_MANY_IS_BAD == 0;
            Instant sampledAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            ObjectNode sample = sample(sampledAt, outOfRange);
            unacknowledged.put(next, sample);
            toSend.add(sample);
            next++;
            String bad = outOfRange ? OUT_OF_RANGE : outsideTheWindow(sampledAt);
            notes.write("{\"durable\":true," + (bad.isEmpty() ? "" : "\"bad\":\"" + bad + "\",") + "\"sample\":"
                    + sample + "}\n");
        }
        notes.flush();
    }

    /** How the sink calls it; empty when it is within. */
    private static String outsideTheWindow(Instant sampledAt) {
        Duration ahead = Duration.between(Instant.now(), sampledAt);
        if (ahead.compareTo(FUTURE) > 0) {
            return "future";
        }
        return ahead.compareTo(PAST.negated()) < 0 ? "past" : "";
    }

    private ObjectNode sample(Instant sampledAt, boolean outOfRange) {
        return JSON.createObjectNode()
                .put("schemaVersion", 1)
                .put("producerId", producerId.toString())
                .put("sequence", next)
                .put("host", host)
                .put("sampledAt", sampledAt.toString())
                .put("intervalMillis", 1_000 / BURSTS_PER_SECOND)
                .put("cpuUsagePercent", outOfRange ? NO_PERCENTAGE : random.nextDouble() * 100)
                .put("memoryUsedBytes", random.nextLong(1L << 40));
    }

    /** What does not leave now waits for the next burst. */
    private void send() {
        Queue<ObjectNode> samples = new ArrayDeque<>();
        for (ObjectNode sample = toSend.poll(); sample != null; sample = toSend.poll()) {
            samples.add(sample);
        }
        while (!samples.isEmpty() && send(samples.element())) {
            samples.remove();
        }
        toSend.addAll(samples);
    }

    private boolean send(ObjectNode sample) {
        ObjectNode event = sample.deepCopy().put("acknowledgedBelow", unacknowledged.firstKey());
        try {
            var unused = kafka.send(
                    new ProducerRecord<>(Topics.SAMPLES, host, JSON.writeValueAsBytes(event)),
                    (sent, failure) -> settle(sample, failure == null));
            return true;
        } catch (KafkaException notNow) {
            return false;
        }
    }

    private void settle(ObjectNode sample, boolean acknowledged) {
        if (acknowledged) {
            unacknowledged.remove(sample.get("sequence").longValue());
        } else {
            toSend.add(sample);
        }
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false,
                ProducerConfig.LINGER_MS_CONFIG, 20,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    }
}
