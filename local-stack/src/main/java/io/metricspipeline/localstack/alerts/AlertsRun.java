package io.metricspipeline.localstack.alerts;

import io.metricspipeline.localstack.Prometheus;
import io.metricspipeline.localstack.TroubledStack;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** When no alert fires, lets a trial's trouble begin, waits until its alerts fire, heals, and waits until all have ended. */
final class AlertsRun {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(6);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final TroubledStack stack;
    private final Prometheus prometheus;

    AlertsRun(TroubledStack stack, Prometheus prometheus) {
        this.stack = stack;
        this.prometheus = prometheus;
    }

    List<Outcome> run(Trial trial) throws Exception {
        awaitQuiet();
        long began = System.nanoTime();
        trial.beginning().befall(stack);
        Map<String, Double> fired = new HashMap<>();
        Map<String, String> descriptions = new HashMap<>();
        while (!fired.keySet().containsAll(trial.alerts()) && secondsSince(began) < LONGEST_WAIT.toSeconds()) {
            firing().forEach((alert, description) -> {
                fired.putIfAbsent(alert, secondsSince(began));
                descriptions.putIfAbsent(alert, description);
            });
            pause();
        }
        long healing = System.nanoTime();
        stack.heal();
        Map<String, Double> ended = awaitTheEnd(fired.keySet(), healing);
        return trial.alerts().stream()
                .map(alert -> new Outcome(
                        alert, trial.fault(), fired.get(alert), ended.get(alert), descriptions.getOrDefault(alert, "")))
                .toList();
    }

    /** The alerts that fire in this time, though nothing is wrong, and what they say. */
    Map<String, String> watch(Duration time) throws IOException {
        Map<String, String> seen = new TreeMap<>();
        long began = System.nanoTime();
        while (System.nanoTime() - began < time.toNanos()) {
            seen.putAll(firing());
            pause();
        }
        return seen;
    }

    /** Also the end of what still fires after an earlier trial, as while a backlog is stored. */
    void awaitQuiet() throws IOException {
        long began = System.nanoTime();
        while (!firing().isEmpty()) {
            if (secondsSince(began) > LONGEST_WAIT.toSeconds()) {
                throw new IllegalStateException("Without a fault these alerts fire: " + firing());
            }
            pause();
        }
    }

    private Map<String, Double> awaitTheEnd(Set<String> fired, long healing) throws IOException {
        Map<String, Double> ended = new LinkedHashMap<>();
        while (!ended.keySet().containsAll(fired) && secondsSince(healing) < LONGEST_WAIT.toSeconds()) {
            Set<String> still = firing().keySet();
            for (String alert : fired) {
                if (still.contains(alert)) {
                    ended.remove(alert);
                } else {
                    ended.putIfAbsent(alert, secondsSince(healing));
                }
            }
            pause();
        }
        return ended;
    }

    private Map<String, String> firing() throws IOException {
        return prometheus.alerts().stream()
                .filter(alert -> alert.path("state").asString().equals("firing"))
                .collect(Collectors.toMap(AlertsRun::name, AlertsRun::description, (one, other) -> one));
    }

    private static String name(JsonNode alert) {
        return alert.at("/labels/alertname").asString();
    }

    private static String description(JsonNode alert) {
        return alert.at("/annotations/description").asString();
    }

    private static void pause() {
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
