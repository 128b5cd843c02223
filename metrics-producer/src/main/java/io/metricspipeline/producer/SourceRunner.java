package io.metricspipeline.producer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one source again and again, until its thread is interrupted. After a failure it waits 1, 2, 4 … 60 s, and at
 * least as long as the source says; then it has some seconds for what is in flight.
 */
final class SourceRunner implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(SourceRunner.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(8);

    private final Source source;
    private final EventPublisher publisher;
    private final SourceMetrics metrics;
    private final SourceStatus status;
    private Duration pause = FIRST_PAUSE;

    SourceRunner(Source source, EventPublisher publisher, SourceMetrics metrics, SourceStatus status) {
        this.source = source;
        this.publisher = publisher;
        this.metrics = metrics;
        this.status = status;
    }

    @Override
    public void run() {
        try {
            while (true) {
                // At least a millisecond: a thread cannot wait well for less.
                TimeUnit.MILLISECONDS.sleep(Math.max(1, runOnce().toMillis()));
            }
        } catch (InterruptedException stopped) {
            close();
        }
    }

    private Duration runOnce() throws InterruptedException {
        try {
            Duration nothingDue = source.sendDue(publisher);
            status.ran(nothingDue);
            pause = FIRST_PAUSE;
            return nothingDue;
        } catch (RuntimeException reason) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            metrics.runFailed();
            Duration wait = pauseAfter(reason);
            status.failed(reason, wait);
            return wait;
        }
    }

    private Duration pauseAfter(RuntimeException reason) {
        Duration wait = reason instanceof SourceUnavailable unavailable
                        && unavailable.atLeast().compareTo(pause) > 0
                ? unavailable.atLeast()
                : pause;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return wait;
    }

    private void close() {
        try {
            publisher.close(FLUSH_LIMIT);
        } catch (InterruptedException hurried) {
            log.debug("Interrupted", hurried);
        }
        if (metrics.unsettled() > 0) {
            log.warn(
                    "Source {} ends with {} events that Kafka has not acknowledged",
                    source.name(),
                    metrics.unsettled());
        }
    }
}
