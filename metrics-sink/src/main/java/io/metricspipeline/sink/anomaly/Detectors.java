package io.metricspipeline.sink.anomaly;

import static java.util.Objects.requireNonNull;

import io.metricspipeline.sink.anomaly.Detector.State;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A detector for each metric of some hosts, and how far each host is judged: seconds in their order in. By one thread. */
final class Detectors {

    private final AnomalySettings settings;
    private final Map<Long, Map<Metric, Detector>> byHost = new TreeMap<>();
    private final Map<Long, Long> judgedUntil = new TreeMap<>();

    Detectors(AnomalySettings settings) {
        this.settings = settings;
    }

    /** One that goes on; the others begin. */
    void resume(long hostId, Metric metric, State state, @Nullable Anomaly open) {
        of(hostId).put(metric, new Detector(metric, settings, state, open));
    }

    void judge(Second second) {
        Map<Metric, Detector> detectors = of(second.hostId());
        detectors.forEach((metric, detector) -> {
            Double value = second.values().get(metric);
            if (value == null) {
                detector.miss(second.at());
                return;
            }
            for (long at = second.from(); at <= second.at(); at++) {
                detector.judge(at, value);
            }
        });
        judgedUntil.put(second.hostId(), second.at() + 1);
    }

    int begun() {
        return byHost.values().stream()
                .flatMap(detectors -> detectors.values().stream())
                .mapToInt(Detector::begun)
                .sum();
    }

    /** Those that have ever had a value. */
    void forEach(Visitor visitor) {
        byHost.forEach((hostId, detectors) -> detectors.forEach((metric, detector) -> {
            if (detector.state().last() > 0) {
                visitor.visit(hostId, metric, detector);
            }
        }));
    }

    /** By host, the end of the last second that was judged. */
    Map<Long, Long> judgedUntil() {
        return judgedUntil;
    }

    private Map<Metric, Detector> of(long hostId) {
        return requireNonNull(byHost.computeIfAbsent(hostId, id -> {
            Map<Metric, Detector> detectors = new EnumMap<>(Metric.class);
            for (Metric metric : Metric.values()) {
                detectors.put(metric, new Detector(metric, settings));
            }
            return detectors;
        }));
    }

    interface Visitor {
        void visit(long hostId, Metric metric, Detector detector);
    }
}
