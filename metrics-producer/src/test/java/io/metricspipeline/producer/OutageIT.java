package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The broker is away, and then comes. How long is a setting, in minutes of ten samples each second, which pass {@code
 * outage.speed} times as fast; the figures are logged. An hour: {@code mvn -pl metrics-producer verify
 * -Dit.test=OutageIT -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false -Doutage.minutes=60}
 */
class OutageIT {

    private static final Logger log = LoggerFactory.getLogger(OutageIT.class);
    private static final int MINUTES = Integer.getInteger("outage.minutes", 3);
    private static final int SPEED = Integer.getInteger("outage.speed", 20);
    private static final int TICKS = MINUTES * 600;
    private static final long INTERVAL = Duration.ofMillis(100).toNanos() / SPEED;

    @Test
    void losesNothingAndSendsTheBacklogBesidesTheLiveSamples() {
        try (TestBroker broker = new TestBroker();
                TestProducer producer = new TestProducer(broker.address(), "outage", "--producer.interval=1h")) {
            await().atMost(Duration.ofMinutes(5)).until(() -> producer.count("producer.samples.taken") == 1);
            long heapBefore = heapInUse();
            long[] work = new long[TICKS];
            long[] lateness = takeSamples(producer.part(SamplingLoop.class), work);
            long heapAfter = heapInUse();
            assertThat(producer.part(Spool.class).unsettled()).isEqualTo(TICKS + 1L);
            assertThat(producer.part(Spool.class).inMemoryAlone()).isZero();

            broker.start();
            long start = System.nanoTime();
            await().atMost(Duration.ofMinutes(10))
                    .until(() -> producer.part(Spool.class).unsettled() == 0);

            log.info(
                    "Broker away for {} min ({} times as fast): {} samples, drained in {} ms; ticks late p50 {} us,"
                            + " p99 {} us, max {} us; a tick takes p50 {} us, p99 {} us; heap {} KiB before, {} KiB at the end of the outage, {} KiB drained",
                    MINUTES,
                    SPEED,
                    TICKS + 1,
                    Duration.ofNanos(System.nanoTime() - start).toMillis(),
                    lateness[TICKS / 2] / 1_000,
                    lateness[TICKS * 99 / 100] / 1_000,
                    lateness[TICKS - 1] / 1_000,
                    work[TICKS / 2] / 1_000,
                    work[TICKS * 99 / 100] / 1_000,
                    heapBefore,
                    heapAfter,
                    heapInUse());
            producer.assertConservation();
            assertThat(published(broker))
                    .containsOnlyOnceElementsOf(
                            LongStream.rangeClosed(0, TICKS).boxed().toList());
        }
    }

    /** How late each tick was; and how long each took, in {@code work}. Both sorted. */
    private static long[] takeSamples(SamplingLoop loop, long[] work) {
        long[] lateness = new long[TICKS];
        long start = System.nanoTime();
        for (int tick = 0; tick < TICKS; tick++) {
            long due = start + tick * INTERVAL;
            while (due > System.nanoTime()) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            lateness[tick] = System.nanoTime() - due;
            loop.takeSample();
            work[tick] = System.nanoTime() - due - lateness[tick];
        }
        Arrays.sort(lateness);
        Arrays.sort(work);
        return lateness;
    }

    private static List<Long> published(TestBroker broker) {
        JsonMapper json = new JsonMapper();
        return broker.readAll("outage").stream()
                .map(message -> json.readTree(message.value()).get("sequence").asLong())
                .toList();
    }

    private static long heapInUse() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10;
    }
}
