package io.metricspipeline.producer;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Takes events from the spool, on a thread of its own, and publishes them; the spool learns what became of each. At
 * least once: whatever Kafka does not refuse for ever is sent again until it is acknowledged. At the shutdown the spool
 * has some seconds to run empty.
 */
@Component
@OnSource(SourceName.HOST)
final class SamplePublisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SamplePublisher.class);

    /** A megabyte or so. */
    private static final int MAX_IN_FLIGHT = 1_000;

    /** With what the rest of the shutdown takes, the process is gone within 10 s. */
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(9);

    private final Spool spool;
    private final Topics topics;
    private final String topicName;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Acknowledgements acknowledgements;
    private final ProducerMetrics metrics;
    private final ApplicationEventPublisher events;
    /**
     * One until the first acknowledgement. A partition that was just made may refuse the first batch and take the next one;
     * the broker then calls the first out of order, until it times out.
     */
    private final Semaphore inFlight = new Semaphore(1);

    private final AtomicBoolean acknowledged = new AtomicBoolean();
    private volatile @Nullable Thread thread;

    /** The latest failure that there was when sending went on. Used by the publisher's thread only. */
    private Optional<SendFailure> recovered = Optional.empty();

    SamplePublisher(
            Spool spool,
            Topics topics,
            ProducerProperties properties,
            KafkaTemplate<String, byte[]> kafka,
            Acknowledgements acknowledgements,
            ProducerMetrics metrics,
            ApplicationEventPublisher events) {
        this.spool = spool;
        this.topics = topics;
        this.topicName = properties.topic();
        this.kafka = kafka;
        this.acknowledgements = acknowledgements;
        this.metrics = metrics;
        this.events = events;
    }

    private void publishUntilInterrupted() {
        try {
            while (!topicEnsured()) {
                pause();
            }
            while (true) {
                publishNext();
            }
        } catch (InterruptedException stopped) {
            log.debug("Stopped publishing");
        }
    }

    private boolean topicEnsured() throws InterruptedException {
        try {
            topics.ensure(topicName);
            return true;
        } catch (ExecutionException | KafkaException reason) {
            acknowledgements.failed(new SendFailure(reason));
            return false;
        }
    }

    private void publishNext() throws InterruptedException {
        recover();
        inFlight.acquire();
        SampleEvent event = spool.take();
        var unused = send(event).whenComplete((sent, reason) -> settle(event, reason));
    }

    /** From a failure until the next acknowledgement it tries one sample a second. A refusal slows nothing down. */
    private void recover() throws InterruptedException {
        Optional<SendFailure> failure = acknowledgements.failure().filter(latest -> !latest.isRefusal());
        if (failure.isEmpty()) {
            return;
        }
        if (!failure.equals(recovered) && failure.get().mayHaveBrokenTheClient()) {
            kafka.getProducerFactory().reset();
        }
        pause();
        // A reset makes the old client's sends fail. Were that a reason for the next reset, it would never end.
        recovered = acknowledgements.failure();
    }

    private CompletableFuture<?> send(SampleEvent event) {
        try {
            return kafka.send(topicName, event.sample().host(), event.toJson());
        } catch (RuntimeException reason) {
            return CompletableFuture.failedFuture(reason);
        }
    }

    /** Called by Kafka's thread, or by ours when the send failed at once. */
    private void settle(SampleEvent event, @Nullable Throwable reason) {
        inFlight.release();
        if (reason == null) {
            if (acknowledged.compareAndSet(false, true)) {
                inFlight.release(MAX_IN_FLIGHT - 1);
            }
            spool.acknowledged(event);
            acknowledgements.acknowledged();
        } else {
            settle(event, new SendFailure(reason));
        }
    }

    private void settle(SampleEvent event, SendFailure failure) {
        if (failure.isSize() && event.carried() > 0) {
            metrics.sendFailed();
            spool.sendAgainWithFewer(event);
            return;
        }
        acknowledgements.failed(failure);
        if (failure.isRefusal()) {
            spool.refused(event);
        } else {
            metrics.sendFailed();
            spool.sendAgain(event);
        }
    }

    private static void pause() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    @Override
    public void start() {
        Thread publishing = new Thread(this::publishUntilInterrupted, "sample-publisher");
        publishing.setUncaughtExceptionHandler((dead, reason) -> died(reason));
        thread = publishing;
        publishing.start();
    }

    /** Without this thread nothing is published any more, and only a restart brings it back. */
    private void died(Throwable reason) {
        log.error("Publishing has ended", reason);
        AvailabilityChangeEvent.publish(events, this, LivenessState.BROKEN);
    }

    @Override
    public void stop() {
        try {
            spool.awaitEmpty(FLUSH_LIMIT);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        if (spool.unsettled() > 0) {
            log.warn(
                    "Stopping with {} samples that Kafka has not acknowledged; they stay in the spool",
                    spool.unsettled());
        }
        Objects.requireNonNull(thread).interrupt();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Below the sampling's: that stops first, then the spool runs empty. */
    @Override
    public int getPhase() {
        return 0;
    }
}
