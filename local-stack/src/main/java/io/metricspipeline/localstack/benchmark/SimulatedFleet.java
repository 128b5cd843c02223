package io.metricspipeline.localstack.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Many hosts that each send a sample at every interval, spread evenly over it, through one client with the producer's settings. */
final class SimulatedFleet implements AutoCloseable {
    private final String topic;
    private final List<SimulatedHost> hosts;
    private final Duration between;
    private final KafkaProducer<String, byte[]> kafka;
    private final Thread thread;
    private volatile boolean sending = true;

    SimulatedFleet(String bootstrapServers, String topic, int size, Duration interval) {
        this.topic = topic;
        this.hosts = IntStream.range(0, size)
                .mapToObj(number -> new SimulatedHost("fleet-" + number, interval))
                .toList();
        this.between = interval.dividedBy(size);
        this.kafka = TopicWriter.producer(bootstrapServers);
        this.thread = new Thread(this::send, "fleet");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends no more; everything has arrived in Kafka. */
    @Override
    public void close() {
        sending = false;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        kafka.close();
    }

    private void send() {
        long begin = System.nanoTime();
        for (long i = 0; sending; i++) {
            long wait = begin + i * between.toNanos() - System.nanoTime();
            // Below a millisecond a thread cannot wait well: a few samples then leave together.
            if (wait > 1_000_000) {
                Pause.during(Duration.ofNanos(wait));
            }
            SimulatedHost host = hosts.get((int) (i % hosts.size()));
            var unused = kafka.send(new ProducerRecord<>(topic, host.name(), host.sample(Instant.now())));
        }
    }
}
