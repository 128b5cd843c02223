package io.metricspipeline.producer;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.stereotype.Component;

/**
 * Beats the time of sampling: tick n is due at start + n · interval of the monotonic clock, so it neither drifts nor
 * follows jumps of the wall clock. After a stall the ticks that are over are skipped and counted, never caught up in a
 * burst. Beaten by one thread; missedTicks may be read by any.
 */
@Component
@OnSource(SourceName.HOST)
final class Metronome implements Trigger {

    private final long interval;
    private final LongSupplier nanoTime;
    private final AtomicLong missedTicks = new AtomicLong();
    private long start;
    private long nextTick;

    Metronome(ProducerProperties properties, LongSupplier nanoTime) {
        this.interval = properties.interval().toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public Instant nextExecution(TriggerContext context) {
        long now = nanoTime.getAsLong();
        if (nextTick == 0) {
            start = now;
        }
        skipTo(-Math.floorDiv(start - now, interval));
        // Spring measures the wait from this same clock, so only the difference counts.
        return context.getClock().instant().plusNanos(start + nextTick * interval - now);
    }

    /** To be called first at every tick. After a long stall it is the newest due tick that sounds. */
    long strike() {
        skipTo((nanoTime.getAsLong() - start) / interval);
        nextTick++;
        return missedTicks.get();
    }

    /** The tick that has just sounded brought no sample. */
    void miss() {
        missedTicks.incrementAndGet();
    }

    long intervalNanos() {
        return interval;
    }

    /** Ticks without a sample since the process start. */
    long missedTicks() {
        return missedTicks.get();
    }

    private void skipTo(long tick) {
        if (tick > nextTick) {
            missedTicks.addAndGet(tick - nextTick);
            nextTick = tick;
        }
    }
}
