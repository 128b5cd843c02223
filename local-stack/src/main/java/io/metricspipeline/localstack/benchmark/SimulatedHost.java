package io.metricspipeline.localstack.benchmark;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host that does not exist: events with every field that a Linux host sends, whose values move as a real host's do. For topics that
 * are filled with hours of the past within seconds, in an order that the experiment decides; live ones get theirs from the producer.
 */
final class SimulatedHost {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long MEMORY = 24L << 30;
    private static final Duration UPTIME = Duration.ofDays(30);

    private final String name;
    private final UUID producerId;
    private final Duration interval;
    private final SplittableRandom random;
    private long sequence;
    private double busy = 12;
    private double disk = 27.388542359708318;
    private long used = MEMORY / 3;
    private long interrupts = 5_603_750;
    private long switches = 17_242_530;
    private long sent = 6_483_740;
    private long received = 1_527_777_230;

    SimulatedHost(String name, Duration interval) {
        this.name = name;
        this.interval = interval;
        this.producerId = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        this.random = new SplittableRandom(name.hashCode());
    }

    String name() {
        return name;
    }

    /** The next event, as JSON. */
    byte[] sample(Instant sampledAt) {
        double seconds = interval.toMillis() / 1e3;
        long moreInterrupts = random.nextLong(100, 900);
        long moreSwitches = random.nextLong(400, 2_400);
        long moreSent = random.nextLong(40_000);
        long moreReceived = random.nextLong(90_000);
        interrupts += moreInterrupts;
        switches += moreSwitches;
        sent += moreSent;
        received += moreReceived;
        busy = Math.min(99, Math.max(0, busy + random.nextDouble(-2, 2)));
        used = Math.min(MEMORY, Math.max(MEMORY / 8, used + random.nextLong(-64, 65) * 4_096));
        ObjectNode event = JSON.createObjectNode()
                .put("schemaVersion", 1)
                .put("producerId", producerId.toString())
                .put("sequence", sequence)
                .put("host", name)
                .put("sampledAt", sampledAt.truncatedTo(ChronoUnit.MICROS).toString())
                .put("intervalMillis", (int) interval.toMillis())
                .put(
                        "bootedAt",
                        sampledAt.minus(UPTIME).truncatedTo(ChronoUnit.DAYS).toString())
                .put("cpuUsagePercent", busy)
                .put("memoryUsagePercent", 100.0 * used / MEMORY)
                .put("diskUsagePercent", disk)
                .put("cpuInterrupts", interrupts)
                .put("cpuContextSwitches", switches)
                .put("networkSentBytes", sent)
                .put("networkReceivedBytes", received);
        if (sequence > 0) {
            event.put("cpuInterruptsPerSecond", moreInterrupts / seconds)
                    .put("cpuContextSwitchesPerSecond", moreSwitches / seconds)
                    .put("networkSentBytesPerSecond", moreSent / seconds)
                    .put("networkReceivedBytesPerSecond", moreReceived / seconds);
        }
        event.put("memoryUsedBytes", used)
                .put("memoryFreeBytes", MEMORY - used)
                .put("missedTicks", 0L)
                .put("acknowledgedBelow", sequence);
        sequence++;
        return JSON.writeValueAsBytes(event);
    }
}
