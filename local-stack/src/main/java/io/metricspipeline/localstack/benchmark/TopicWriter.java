package io.metricspipeline.localstack.benchmark;

import static java.util.stream.Collectors.toMap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics and fills them with the samples of simulated hosts, host after host, tick after tick, so that the last one is taken
 * now. Hosts are dealt to the partitions in turn, so that all of these are equally long.
 */
final class TopicWriter implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    // Half of the sink's max.poll.records: every poll of a partition has it.
    private static final int HALF_POLL = 2_000;

    private final String bootstrapServers;
    private final int hosts;
    private final KafkaProducer<String, byte[]> kafka;
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

    TopicWriter(String bootstrapServers, int hosts) {
        this.bootstrapServers = bootstrapServers;
        this.hosts = hosts;
        this.kafka = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        // As metrics-producer does.
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** With the settings of the real one. */
    static void create(String bootstrapServers, String name, int partitions) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1)
                    .configs(Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "1048576"));
            admin.createTopics(List.of(topic)).all().get();
            // Answered when each partition serves. Before, its first batch may fail and the next one be taken; then the
            // broker refuses the first one until it expires.
            admin.listOffsets(IntStream.range(0, partitions)
                            .boxed()
                            .collect(toMap(number -> new TopicPartition(name, number), number -> OffsetSpec.latest())))
                    .all()
                    .get();
        } catch (ExecutionException failure) {
            throw new KafkaException("Topic " + name + " could not be made", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KafkaException(interrupted);
        }
    }

    EventTopic write(String name, int partitions, Delivery delivery, long records) {
        create(bootstrapServers, name, partitions);
        Stream stream = new Stream(name, partitions, records);
        EventTopic topic = switch (delivery) {
            case ONCE -> stream.once();
            case DUPLICATE_LAST -> stream.duplicateLast();
            case HALF_DUPLICATES -> stream.halfDuplicates();
        };
        kafka.flush();
        if (refused.get() != null) {
            throw new KafkaException("Kafka does not take the events", refused.get());
        }
        return topic;
    }

    @Override
    public void close() {
        kafka.close();
    }

    /** The records of one topic, in order. */
    private final class Stream {
        private final String topic;
        private final int partitions;
        private final long records;
        private final List<SimulatedHost> simulated;
        private final Instant first;

        Stream(String topic, int partitions, long records) {
            this.topic = topic;
            this.partitions = partitions;
            this.records = records;
            this.simulated = IntStream.range(0, hosts)
                    .mapToObj(number -> new SimulatedHost("host-" + number, INTERVAL))
                    .toList();
            this.first = Instant.now().minus(INTERVAL.multipliedBy(records / hosts + 1));
        }

        EventTopic once() {
            for (long i = 0; i < records; i++) {
                send(event(i));
            }
            return new EventTopic(topic, partitions, records, records);
        }

        EventTopic duplicateLast() {
            List<ProducerRecord<String, byte[]>> last = lastByKey();
            long again = 0;
            for (long i = 0; i < records; i++) {
                if (i % ((long) HALF_POLL * partitions) == 0) {
                    last.forEach(TopicWriter.this::send);
                    again++;
                }
                send(event(i));
            }
            return new EventTopic(topic, partitions, records + again * partitions, records + partitions);
        }

        EventTopic halfDuplicates() {
            Queue<ProducerRecord<String, byte[]>> toRepeat = new ArrayDeque<>();
            for (long i = 0; i < records / 2; i++) {
                ProducerRecord<String, byte[]> record = event(i);
                send(record);
                toRepeat.add(record);
                if (toRepeat.size() > HALF_POLL * partitions) {
                    send(toRepeat.remove());
                }
            }
            toRepeat.forEach(TopicWriter.this::send);
            return new EventTopic(topic, partitions, records / 2 * 2, records / 2);
        }

        private ProducerRecord<String, byte[]> event(long i) {
            int host = (int) (i % hosts);
            Instant tick = first.plus(INTERVAL.multipliedBy(i / hosts));
            return event(simulated.get(host), host % partitions, tick.plusNanos(host * 1_000L));
        }

        private ProducerRecord<String, byte[]> event(SimulatedHost host, int partition, Instant sampledAt) {
            return new ProducerRecord<>(topic, partition, host.name(), host.sample(sampledAt));
        }

        /** One sample for each partition, of a host whose id is above all others'. */
        private List<ProducerRecord<String, byte[]>> lastByKey() {
            long highest = simulated.stream()
                    .mapToLong(host -> hostId(host.name()))
                    .max()
                    .orElseThrow();
            List<ProducerRecord<String, byte[]>> last = new ArrayList<>();
            for (int number = 0; last.size() < partitions; number++) {
                SimulatedHost host = new SimulatedHost("last-" + number, INTERVAL);
                if (hostId(host.name()) > highest) {
                    last.add(event(host, last.size(), first));
                }
            }
            return last;
        }
    }

    private void send(ProducerRecord<String, byte[]> record) {
        var unused = kafka.send(record, (sent, failure) -> {
            if (failure != null) {
                refused.set(failure);
            }
        });
    }

    /** As the sink derives it. */
    private static long hostId(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() >>> 1;
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
