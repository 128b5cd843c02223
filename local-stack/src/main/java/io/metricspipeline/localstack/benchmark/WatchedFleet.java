package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A simulated fleet that sends, and one sink that stores: both run until this is closed. */
final class WatchedFleet implements AutoCloseable {
    private static final String TOPIC = "fleet";
    private static final int PARTITIONS = 6;
    private static final Duration LONGEST_REST = Duration.ofMinutes(3);

    private final Laboratory laboratory;
    private final LiveTopic topic;
    private final MeasuredProcess sink;
    private final MeasuredProcess fleet;
    private final CommittedOffsets committed;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private WatchedFleet(Laboratory laboratory, Duration interval, String database) {
        this.laboratory = laboratory;
        this.topic = LiveTopic.create(laboratory, TOPIC, PARTITIONS);
        this.consumer = topic.consumer();
        this.committed = new CommittedOffsets(topic.bootstrapServers(), TOPIC, PARTITIONS, database);
        this.sink = laboratory.sink("fleet-sink", database, TOPIC, database);
        this.fleet = laboratory.fleet("fleet", laboratory.settings().hosts(), interval, TOPIC);
    }

    /** Returns when the first sample is a row. */
    static WatchedFleet start(Laboratory laboratory, Duration interval, String database) {
        WatchedFleet watched = new WatchedFleet(laboratory, interval, database);
        watched.topic.awaitRecord(watched.fleet);
        laboratory.awaitRow(database, watched.sink);
        return watched;
    }

    Look look() {
        sink.requireAlive();
        fleet.requireAlive();
        long done = committed.sum();
        return new Look(
                Instant.now(),
                topic.records(consumer) - done,
                Usage.soFar(laboratory.servers(), List.of(sink)),
                ProcFiles.processorSeconds(fleet.pid()));
    }

    /** Ends the fleet, and waits until the sink has dealt with all of its events: how many there were. */
    long end() {
        fleet.stop();
        long events = topic.records(consumer);
        long before = -1;
        long deadline = 0;
        for (long done = committed.sum(); done < events; done = committed.sum()) {
            sink.requireAlive();
            if (done > before) {
                before = done;
                deadline = System.nanoTime() + LONGEST_REST.toNanos();
            } else if (deadline - System.nanoTime() < 0) {
                throw new IllegalStateException("The sink stands still at " + done + " of " + events);
            }
            Pause.during(Duration.ofMillis(100));
        }
        return events;
    }

    @Override
    public void close() {
        fleet.stop();
        sink.stop();
        committed.close();
        consumer.close();
    }

    /**
     * How things are at one moment.
     *
     * @param lag records in the topic that the sink has not committed
     * @param usage of the sink and the servers so far
     * @param fleetSeconds processor time of the fleet so far
     */
    record Look(Instant at, long lag, Usage usage, double fleetSeconds) {}
}
