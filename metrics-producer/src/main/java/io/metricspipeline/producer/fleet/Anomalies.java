package io.metricspipeline.producer.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the values of one host anomalous at times, one metric at a time, and tells each anomaly when it begins. */
final class Anomalies {

    private static final int SHORTEST_MINUTES = 10;

    private final String host;
    private final Duration interval;
    private final SplittableRandom random;
    private final RandomTimes times;
    private final Consumer<Anomaly> begun;
    private @Nullable Anomaly current;
    private double strength;
    private @Nullable Double stuck;

    Anomalies(String host, FleetProperties settings, SplittableRandom random, Consumer<Anomaly> begun) {
        this.host = host;
        this.interval = settings.interval();
        this.random = random;
        this.times = new RandomTimes(settings.faults().anomaliesPerDay(), random.split());
        this.begun = begun;
    }

    void advance(Instant at) {
        if (current != null && !at.isBefore(current.end())) {
            current = null;
        }
        if (times.strike(at) && current == null) {
            Anomaly next = draw(at);
            current = next;
            strength = random.nextDouble(0.6, 0.95);
            stuck = null;
            begun.accept(next);
        }
    }

    /**
     * @param room from the normal value to the highest possible one
     */
    double apply(Anomaly.Metric metric, double normal, double room, Instant at) {
        if (current == null || current.metric() != metric) {
            return normal;
        }
        return switch (current.kind()) {
            case SPIKE, SHIFT -> normal + strength * room;
            case DRIFT -> normal + strength * room * current.progress(at);
            case STUCK -> {
                stuck = stuck == null ? normal : stuck;
                yield stuck;
            }
        };
    }

    private Anomaly draw(Instant at) {
        Anomaly.Metric[] metrics = Anomaly.Metric.values();
        Anomaly.Kind[] kinds = Anomaly.Kind.values();
        Anomaly.Kind kind = kinds[random.nextInt(kinds.length)];
        Duration length = kind == Anomaly.Kind.SPIKE
                ? interval.multipliedBy(random.nextInt(2, 6))
                : Duration.ofMinutes(random.nextInt(SHORTEST_MINUTES, kind.mostMinutes()));
        return new Anomaly(host, metrics[random.nextInt(metrics.length)], kind, at, at.plus(length));
    }
}
