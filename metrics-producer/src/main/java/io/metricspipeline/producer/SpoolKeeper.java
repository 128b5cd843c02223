package io.metricspipeline.producer;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has the spool looked after once a second, on a thread of its own, while the service runs. */
@Component
@OnSource(SourceName.HOST)
final class SpoolKeeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SpoolKeeper.class);

    private final SpoolUpkeep upkeep;
    private final ApplicationEventPublisher events;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    SpoolKeeper(SpoolUpkeep upkeep, ApplicationEventPublisher events) {
        this.upkeep = upkeep;
        this.events = events;
    }

    private void keepUntilStopped() {
        try {
            do {
                keepWhateverHappens();
            } while (!stopping.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException hurried) {
            log.debug("Interrupted", hurried);
        }
    }

    private void keepWhateverHappens() {
        try {
            upkeep.keep();
        } catch (RuntimeException reason) {
            log.error("The spool was not looked after; trying again", reason);
        }
    }

    /** Without this thread the spool has no limit and goes back to no disk, and only a restart brings it back. */
    private void died(Throwable reason) {
        log.error("Looking after the spool has ended", reason);
        AvailabilityChangeEvent.publish(events, this, LivenessState.BROKEN);
    }

    /** The very first sample is written already; a long search does not delay it. */
    @Override
    public void start() {
        upkeep.open();
        Thread keeping = new Thread(this::keepUntilStopped, "spool-keeper");
        keeping.setUncaughtExceptionHandler((dead, reason) -> died(reason));
        thread = keeping;
        keeping.start();
    }

    @Override
    public void stop() {
        stopping.countDown();
        try {
            Objects.requireNonNull(thread).join();
            upkeep.close();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Starts before the sampling and the publisher, stops after them. */
    @Override
    public int getPhase() {
        return -1;
    }
}
