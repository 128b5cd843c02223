package io.metricspipeline.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SampleEvent.ClosedProducer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A life of random events (samples, acknowledgements, failures, refusals, full segments, a disk that fails, stops and
 * kills), the same for the same seed. What is said about completeness must be true whenever it is acknowledged, and in
 * the end every sample is delivered or declared, but for those that were in memory alone when their process was killed.
 */
class SpoolOracleTest {

    private final Map<UUID, Set<Long>> delivered = new HashMap<>();
    private final Map<UUID, Set<Long>> declared = new HashMap<>();
    private final Map<UUID, Set<Long>> acknowledged = new HashMap<>();
    private final Map<UUID, Set<Long>> diedInMemory = new HashMap<>();
    private final Map<UUID, Long> taken = new HashMap<>();
    private final Map<UUID, Long> completeBelow = new HashMap<>();
    private final Map<UUID, Long> closed = new HashMap<>();
    private final List<SampleEvent> inFlight = new ArrayList<>();

    @TempDir
    private Path directory;

    @RepeatedTest(15)
    void whatItSaysIsTrueAndNothingVanishes(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        TestSpool spool = open();
        for (int step = 0; step < 400; step++) {
            spool = step(random, spool);
            spool.assertConservation();
        }
        finish(spool);
    }

    private TestSpool step(Random random, TestSpool spool) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> append(spool, 1 + random.nextInt(40));
            case 3 -> append(spool, random.nextInt(10) == 0 ? 3_000 : 300);
            case 4, 5, 6, 7 -> send(random, spool, 1 + random.nextInt(150));
            case 8, 9 -> spool.keep();
            case 10 -> spool.failDisk();
            default -> {
                return random.nextInt(4) == 0 ? restart(random, spool) : spool;
            }
        }
        return spool;
    }

    private void append(TestSpool spool, int samples) {
        spool.append(samples);
        taken.merge(spool.producerId, (long) samples, Long::sum);
    }

    private void send(Random random, TestSpool spool, int events) {
        for (int event = 0; event < events && spool.mayTake(); event++) {
            inFlight.add(spool.take());
        }
        while (!inFlight.isEmpty() && random.nextInt(30) > 0) {
            settle(random, spool, inFlight.remove(random.nextInt(inFlight.size())));
        }
    }

    private void settle(Random random, TestSpool spool, SampleEvent event) {
        int outcome = random.nextInt(20);
        if (outcome == 0) {
            spool.spool().sendAgain(event);
        } else if (outcome == 1 && random.nextBoolean()) {
            spool.spool().refused(event);
        } else {
            arrived(event);
            acknowledge(spool, event);
        }
    }

    private void acknowledge(TestSpool spool, SampleEvent event) {
        long before = spool.spool().unsettled();
        spool.spool().acknowledged(event);
        if (spool.spool().unsettled() < before) {
            set(acknowledged, event.sample().producerId()).add(event.sample().sequence());
        }
    }

    /** What is in flight arrives or not; nobody hears of it. */
    private TestSpool restart(Random random, TestSpool spool) {
        if (random.nextBoolean()) {
            spool.stop();
        } else {
            diedInMemory.put(spool.producerId, spool.inMemoryAlone());
            spool.kill();
        }
        inFlight.stream().filter(event -> random.nextBoolean()).forEach(this::arrived);
        inFlight.clear();
        return open();
    }

    /** As the sink does: the sample, and what is said about others. */
    private void arrived(SampleEvent event) {
        HostSample sample = event.sample();
        set(delivered, sample.producerId()).add(sample.sequence());
        for (Loss loss : event.losses()) {
            for (long sequence = loss.fromSequence(); sequence <= loss.toSequence(); sequence++) {
                set(declared, loss.producerId()).add(sequence);
                assertThat(loss.reason() == Loss.Reason.DAMAGED
                                && set(acknowledged, loss.producerId()).contains(sequence))
                        .as("%s was acknowledged", sequence)
                        .isFalse();
            }
        }
        assertComplete(sample.producerId(), event.acknowledgedBelow());
        for (ClosedProducer process : event.closed()) {
            assertComplete(process.producerId(), process.sequences());
            closed.put(process.producerId(), process.sequences());
        }
    }

    private void finish(TestSpool spool) {
        inFlight.forEach(event -> spool.spool().sendAgain(event));
        inFlight.clear();
        spool.keep();
        while (spool.spool().unsettled() > 0) {
            SampleEvent event = spool.take();
            arrived(event);
            spool.spool().acknowledged(event);
        }
        for (int event = 0; event < 20; event++) {
            append(spool, 1);
            SampleEvent last = spool.take();
            arrived(last);
            spool.spool().acknowledged(last);
            spool.keep();
        }
        diedInMemory.forEach(
                (producerId, sequences) -> set(declared, producerId).addAll(sequences));
        taken.forEach(this::assertComplete);
        assertThat(closed.keySet()).doesNotContain(spool.producerId);
        assertThat(spool.earlierProcesses()).isEmpty();
        spool.kill();
    }

    /** What was complete once stays so: only what is new is looked at. */
    private void assertComplete(UUID producerId, long below) {
        for (long sequence = completeBelow.getOrDefault(producerId, 0L); sequence < below; sequence++) {
            if (!set(delivered, producerId).contains(sequence)
                    && !set(declared, producerId).contains(sequence)) {
                throw new AssertionError(sequence + " of " + producerId + " is neither delivered nor declared");
            }
        }
        completeBelow.merge(producerId, below, Math::max);
    }

    private static Set<Long> set(Map<UUID, Set<Long>> sets, UUID producerId) {
        return sets.computeIfAbsent(producerId, unknown -> new HashSet<>());
    }

    private TestSpool open() {
        return new TestSpool(directory, "spool.max-size=1MB", "queue-capacity=200");
    }
}
