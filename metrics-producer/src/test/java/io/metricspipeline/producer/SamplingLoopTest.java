package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SamplingLoopTest {

    private final ProducerProperties settings = Samples.settings(Duration.ofMillis(100), 10);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Metronome metronome = new Metronome(settings, nanos::get);
    private final ProducerMetrics metrics = new ProducerMetrics(meters, metronome);
    private final SpoolFiles files = new SpoolFiles(settings);
    private final Spool spool = new Spool(
            settings,
            new SpoolContents(settings, files, Clock.systemUTC(), metrics),
            files,
            metrics,
            Clock.systemUTC(),
            nanos::get);
    private final HostSampler sampler = new HostSampler(settings, Clock.systemUTC(), this::nanosUnlessBroken);
    private final SamplingLoop loop;

    SamplingLoopTest() throws IOException {
        loop = new SamplingLoop(metronome, sampler, spool, new TakenLog(settings), metrics, nanos::get);
    }

    @Test
    void aSamplingThatFailsIsCountedAndUsesNoSequence() throws InterruptedException {
        broken.set(true);
        loop.takeSample();
        loop.takeSample();
        broken.set(false);
        loop.takeSample();

        assertThat(meters.get("producer.samplings.failed").counter().count()).isEqualTo(2);
        assertThat(spool.take().sample().sequence()).isZero();
        Conservation.assertHolds(meters);
    }

    @Test
    void aSamplingThatFailsIsAMissedTickAndLeavesTheRatesOutOnce() throws InterruptedException {
        tick();
        spool.take();
        broken.set(true);
        tick();
        broken.set(false);
        tick();
        tick();

        HostSample afterTheFailure = spool.take().sample();
        HostSample next = spool.take().sample();

        assertThat(afterTheFailure.missedTicks()).isEqualTo(1);
        assertThat(afterTheFailure.cpuInterruptsPerSecond()).isNull();
        assertThat(next.missedTicks()).isEqualTo(1);
        assertThat(next.cpuInterruptsPerSecond()).isNotNull();
    }

    @Test
    void theNewestSampleAgesWhileSamplingFails() {
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        loop.takeSample();
        assertThat(loop.newestSampleAge()).isZero();

        broken.set(true);
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        loop.takeSample();
        assertThat(loop.newestSampleAge()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void takesNoSampleAfterItWasStopped() {
        loop.takeSample();
        loop.stop();
        loop.takeSample();

        assertThat(meters.get("producer.samples.taken").counter().count()).isEqualTo(1);
        assertThat(spool.unsettled()).isEqualTo(1);
    }

    private void tick() {
        loop.takeSample();
        nanos.addAndGet(settings.interval().toNanos());
    }

    private long nanosUnlessBroken() {
        if (broken.get()) {
            throw new IllegalStateException("The host cannot be read");
        }
        return nanos.get();
    }
}
