package io.metricspipeline.producer;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Has the spool looked after once a second, on a thread of its own, while the service runs. */
@Component
final class SpoolKeeper implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SpoolKeeper.class);

    private final SpoolUpkeep upkeep;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    SpoolKeeper(SpoolUpkeep upkeep) {
        this.upkeep = upkeep;
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

    /** The very first sample is written already; a long search does not delay it. */
    @Override
    public void start() {
        upkeep.open();
        Thread keeping = new Thread(this::keepUntilStopped, "spool-keeper");
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
