package io.metricspipeline.producer;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * The outlet of one source: a Kafka client of its own, so that what fills or breaks it reaches neither the host's
 * samples nor another source. The client's buffer is the limit of what may be under way.
 */
final class EventPublisher implements Outlet {

    /** Of compressed events: seconds of a large fleet. */
    private static final int BUFFER_BYTES = 4 << 20;

    private final Topics topics;
    private final KafkaTemplate<String, byte[]> kafka;
    private final SourceMetrics metrics;
    private final SourceStatus status;

    /** Topics to which a first event has gone. */
    private final Set<String> opened = new HashSet<>();

    /** To be sent again. */
    private final Queue<Event> failed = new ConcurrentLinkedQueue<>();

    private volatile boolean broken;

    EventPublisher(
            SourceName source,
            Topics topics,
            KafkaTemplate<String, byte[]> hosts,
            SourceMetrics metrics,
            SourceStatus status) {
        this.topics = topics;
        this.kafka = new KafkaTemplate<>(hosts.getProducerFactory()
                .copyWithConfigurationOverride(Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "source-" + source,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        BUFFER_BYTES)));
        this.metrics = metrics;
        this.status = status;
    }

    @Override
    public void send(String topic, @Nullable String key, byte[] value, Runnable acknowledged)
            throws InterruptedException {
        metrics.made();
        while (!ensured(topic)) {
            pause();
        }
        sendFailedAgain();
        var unused = attempt(new Event(new ProducerRecord<>(topic, key, value), acknowledged));
        // A topic that was just made may fail a client's first batch and take the next ones; then it refuses the first
        // until delivery.timeout.ms is over, as out of order. So one event goes alone.
        if (!opened.contains(topic)) {
            awaitAcknowledgements();
            opened.add(topic);
        }
    }

    @Override
    public void awaitAcknowledgements() throws InterruptedException {
        while (metrics.unsettled() > 0) {
            sendFailedAgain();
            synchronized (failed) {
                if (metrics.unsettled() > 0 && failed.isEmpty()) {
                    failed.wait();
                }
            }
        }
    }

    private boolean ensured(String topic) throws InterruptedException {
        try {
            if (!opened.contains(topic)) {
                topics.ensure(topic);
            }
            return true;
        } catch (ExecutionException | KafkaException reason) {
            status.kafkaFails(new SendFailure(reason));
            return false;
        }
    }

    private void sendFailedAgain() throws InterruptedException {
        while (!failed.isEmpty()) {
            if (broken) {
                kafka.getProducerFactory().reset();
            }
            pause();
            // The reset makes the old client's sends fail. Were that a reason for the next one, it would never end.
            broken = false;
            for (int waiting = failed.size(); waiting > 0; waiting--) {
                var unused = attempt(failed.remove());
            }
        }
    }

    private CompletableFuture<?> attempt(Event event) {
        return send(event).whenComplete((sent, reason) -> settle(event, reason));
    }

    private CompletableFuture<?> send(Event event) {
        try {
            return kafka.send(event.record());
        } catch (RuntimeException reason) {
            return CompletableFuture.failedFuture(reason);
        }
    }

    /** Called by Kafka's thread, or by the source's when the send failed at once. */
    private void settle(Event event, @Nullable Throwable reason) {
        try {
            if (reason == null) {
                status.kafkaTakes();
                metrics.acknowledged();
                event.acknowledged().run();
            } else {
                settle(event, new SendFailure(reason));
            }
        } finally {
            synchronized (failed) {
                failed.notifyAll();
            }
        }
    }

    private void settle(Event event, SendFailure failure) {
        status.kafkaFails(failure);
        if (failure.isRefusal()) {
            metrics.refused();
            return;
        }
        if (failure.mayHaveBrokenTheClient()) {
            broken = true;
        }
        metrics.sendFailed();
        failed.add(event);
    }

    /** Waits for what is in flight, at most this long; what fails now stays behind. */
    void close(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        sendInterruptedAgain();
        synchronized (failed) {
            while (metrics.unsettled() > failed.size() && deadline > System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(failed, deadline - System.nanoTime());
            }
        }
        kafka.getProducerFactory().reset();
    }

    /** The stop interrupts sends, too. Where another reason is why they failed, the first one fails again. */
    private void sendInterruptedAgain() {
        boolean taken = true;
        for (int waiting = failed.size(); taken && waiting > 0; waiting--) {
            taken = !attempt(failed.remove()).isCompletedExceptionally();
        }
    }

    private static void pause() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    private record Event(ProducerRecord<String, byte[]> record, Runnable acknowledged) {}
}
