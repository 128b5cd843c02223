package io.metricspipeline.producer.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/** What goes wrong on the way to Kafka, at the shares that the settings ask for: one thing at most with each event. */
final class DeliveryFaults {

    private static final int WAYS = 6;

    private final FleetProperties.Faults settings;
    private final SplittableRandom random;

    DeliveryFaults(FleetProperties settings) {
        this.settings = settings.faults();
        this.random = new SplittableRandom(settings.seed());
    }

    Fault next() {
        double left = random.nextDouble();
        for (Fault fault : Fault.values()) {
            left -= share(fault);
            if (left < 0) {
                return fault;
            }
        }
        return Fault.NONE;
    }

    private double share(Fault fault) {
        return switch (fault) {
            case LATE -> settings.late();
            case OUT_OF_ORDER -> settings.outOfOrder();
            case DUPLICATE -> settings.duplicate();
            case MALFORMED -> settings.malformed();
            case NONE -> 0;
        };
    }

    Duration lateness() {
        return Duration.ofMillis((long) (settings.lateBy().toMillis() * random.nextDouble()));
    }

    /** A copy that no decoder may take. */
    byte[] spoil(byte[] event) {
        String json = new String(event, StandardCharsets.UTF_8);
        String spoilt = switch (random.nextInt(WAYS)) {
            case 0 -> json.substring(0, json.length() / 2);
            case 1 -> "no JSON";
            case 2 -> "[" + json + "]";
            case 3 -> json.replaceFirst("\"schemaVersion\":1", "\"schemaVersion\":\"one\"");
            case 4 -> json.replaceFirst("\"sampledAt\":\"", "\"sampledAt\":\"about ");
            default -> json.replaceFirst("\"cpuUsagePercent\":", "\"cpuUsagePercent\":1000");
        };
        return spoilt.getBytes(StandardCharsets.UTF_8);
    }

    enum Fault {
        LATE,
        OUT_OF_ORDER,
        DUPLICATE,
        MALFORMED,
        NONE
    }
}
