package io.metricspipeline.producer;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/**
 * At every tick of the metronome takes one sample and appends it to the spool. Never waits for Kafka. A sampling that
 * fails is logged and counted, also as a missed tick, and the next tick tries again.
 */
@Component
@OnSource(SourceName.HOST)
final class SamplingLoop implements SchedulingConfigurer, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SamplingLoop.class);

    private final Metronome metronome;
    private final HostSampler sampler;
    private final Spool spool;
    private final TakenLog takenLog;
    private final ProducerMetrics metrics;
    private final LongSupplier nanoTime;
    private volatile long sampledNanos;
    private boolean failing;
    private boolean stopped;

    SamplingLoop(
            Metronome metronome,
            HostSampler sampler,
            Spool spool,
            TakenLog takenLog,
            ProducerMetrics metrics,
            LongSupplier nanoTime) {
        this.metronome = metronome;
        this.sampler = sampler;
        this.spool = spool;
        this.takenLog = takenLog;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.sampledNanos = nanoTime.getAsLong();
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        registrar.addTriggerTask(this::takeSample, metronome);
    }

    synchronized void takeSample() {
        if (stopped) {
            return;
        }
        long missedTicks = metronome.strike();
        try {
            HostSample sample = sampler.sample(missedTicks);
            boolean durable = spool.append(sample);
            takenLog.taken(sample, durable);
            sampled();
        } catch (RuntimeException failure) {
            failed(failure);
        }
    }

    /** The scheduler starts it. */
    @Override
    public void start() {}

    /** A scheduler that has stopped still runs what it had planned: without this, a sample might follow the last one. */
    @Override
    public synchronized void stop() {
        stopped = true;
    }

    @Override
    public synchronized boolean isRunning() {
        return !stopped;
    }

    /** Above the publisher's: then what was taken is sent, and nothing comes after it. */
    @Override
    public int getPhase() {
        return 1;
    }

    /** Time since the newest sample, or since the start when there is none. */
    Duration newestSampleAge() {
        return Duration.ofNanos(nanoTime.getAsLong() - sampledNanos);
    }

    private void sampled() {
        sampledNanos = nanoTime.getAsLong();
        if (failing) {
            failing = false;
            log.info("Sampling again");
        }
    }

    private void failed(RuntimeException failure) {
        metronome.miss();
        metrics.samplingFailed();
        if (!failing) {
            failing = true;
            log.warn("This host could not be sampled; trying again at every tick", failure);
        }
    }
}
