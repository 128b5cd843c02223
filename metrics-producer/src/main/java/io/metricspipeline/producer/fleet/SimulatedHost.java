package io.metricspipeline.producer.fleet;

import io.metricspipeline.producer.HostSample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A host that does not exist, with the fields that a Linux host sends. The same settings, number, run and times give the
 * same samples; its character follows from the seed and its number alone. For one thread.
 */
final class SimulatedHost {

    private static final long LONGEST_UPTIME = Duration.ofDays(90).toSeconds();

    private final String name;
    private final int intervalMillis;
    private final String run;
    private final SimulatedMachine machine;
    private final RandomTimes reboots;
    private final RandomTimes counterResets;
    private final SplittableRandom random;
    private final Duration skew;

    private Counters counters = new Counters();
    private Instant bootedAt;
    private Instant lastSampled;
    private UUID producerId;
    private int processes;
    private long nextSequence;
    private long missedAtStart;
    private long lastMissed;

    /**
     * @param run of this process alone: no two runs have a producerId in common
     * @param begun takes each anomaly when it begins
     */
    SimulatedHost(FleetProperties settings, int number, UUID run, Instant start, Consumer<Anomaly> begun) {
        SplittableRandom traits = new SplittableRandom(settings.seed() * 1_000_003 + number).split();
        FleetProperties.Faults faults = settings.faults();
        this.name = settings.namePrefix() + number;
        this.intervalMillis = (int) settings.interval().toMillis();
        this.run = run.toString();
        this.machine = new SimulatedMachine(traits, new Anomalies(name, settings, traits.split(), begun));
        this.reboots = new RandomTimes(faults.rebootsPerDay(), traits.split());
        this.counterResets = new RandomTimes(faults.counterResetsPerDay(), traits.split());
        this.skew = skew(faults, traits);
        this.random = traits;
        this.bootedAt = start.minusSeconds(random.nextLong(LONGEST_UPTIME));
        this.lastSampled = bootedAt;
        this.producerId = nextProcess();
    }

    private static Duration skew(FleetProperties.Faults faults, SplittableRandom traits) {
        boolean wrong = traits.nextDouble() < faults.skewed();
        double share = traits.nextDouble(-1, 1);
        return wrong ? Duration.ofMillis((long) (faults.skew().toMillis() * share)) : Duration.ZERO;
    }

    /**
     * The next sample; none while the host reboots.
     *
     * @param missedTicks of the fleet since its start
     */
    Optional<HostSample> sample(Instant now, long missedTicks) {
        if (reboots.strike(now)) {
            reboot(now, missedTicks);
        }
        if (now.isBefore(bootedAt)) {
            return Optional.empty();
        }
        boolean comparable = nextSequence > 0 && missedTicks == lastMissed;
        // A clock that is set back is no reason for counters that shrink.
        double seconds = Math.max(0, lastSampled.until(now, ChronoUnit.MICROS) / 1e6);
        lastSampled = now;
        lastMissed = missedTicks;
        if (counterResets.strike(now)) {
            counters = new Counters();
            comparable = false;
        }
        Instant sampledAt = now.plus(skew).truncatedTo(ChronoUnit.MICROS);
        Reading reading = machine.read(sampledAt);
        counters.grow(reading.rates(), seconds);
        return Optional.of(sample(sampledAt, reading, comparable));
    }

    /** Its producer is another process afterwards. */
    private void reboot(Instant now, long missedTicks) {
        bootedAt = now.plusSeconds(random.nextInt(60, 120));
        lastSampled = bootedAt;
        counters = new Counters();
        producerId = nextProcess();
        nextSequence = 0;
        missedAtStart = missedTicks;
    }

    private UUID nextProcess() {
        return UUID.nameUUIDFromBytes((run + "/" + name + "/" + processes++).getBytes(StandardCharsets.UTF_8));
    }

    private HostSample sample(Instant sampledAt, Reading reading, boolean comparable) {
        Reading.Rates rates = reading.rates();
        long memory = machine.memoryBytes();
        long used = Math.round(memory * reading.memoryPercent() / 100);
        return new HostSample(
                producerId,
                nextSequence++,
                name,
                sampledAt,
                intervalMillis,
                bootedAt.plus(skew).truncatedTo(ChronoUnit.SECONDS),
                reading.cpuPercent(),
                100.0 * used / memory,
                reading.diskPercent(),
                counters.interrupts(),
                counters.contextSwitches(),
                counters.sentBytes(),
                counters.receivedBytes(),
                null, // as on Linux
                comparable ? rates.interrupts() : null,
                comparable ? rates.contextSwitches() : null,
                comparable ? rates.sentBytes() : null,
                comparable ? rates.receivedBytes() : null,
                used,
                memory - used,
                lastMissed - missedAtStart);
    }
}
