package io.metricspipeline.localstack.alerts;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * When no alert fires or is about to, lets a trial's trouble begin, waits until its alerts fire, heals, and waits until all that
 * fired have ended.
 */
final class AlertsRun {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(6);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Alerts alerts;
    private final Trouble trouble;

    AlertsRun(Alerts alerts, Trouble trouble) {
        this.alerts = alerts;
        this.trouble = trouble;
    }

    /** First the alerts of the trial, then those that fired as well. */
    List<Outcome> run(Trial trial) throws Exception {
        awaitQuiet();
        Map<String, Firing> fired = new LinkedHashMap<>();
        long began = System.nanoTime();
        trouble.begin(trial);
        while (!fired.keySet().containsAll(trial.alerts()) && secondsSince(began) < LONGEST_WAIT.toSeconds()) {
            look(fired, began);
            pause();
        }
        long healing = System.nanoTime();
        trouble.heal();
        Map<String, Double> ended = awaitTheEnd(fired, began, healing);
        return Stream.concat(trial.alerts().stream(), fired.keySet().stream())
                .distinct()
                .map(alert -> outcome(alert, trial, fired.get(alert), ended.get(alert)))
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

    /** Also the end of what an earlier trial has left, as while a backlog is stored; what is pending may yet fire. */
    void awaitQuiet() throws IOException {
        long began = System.nanoTime();
        List<JsonNode> loud = alerts.now();
        while (!loud.isEmpty()) {
            if (secondsSince(began) > LONGEST_WAIT.toSeconds()) {
                throw new IllegalStateException("Without a fault these alerts fire or are about to: "
                        + loud.stream().map(AlertsRun::name).distinct().toList());
            }
            pause();
            loud = alerts.now();
        }
    }

    private Map<String, Double> awaitTheEnd(Map<String, Firing> fired, long began, long healing) throws IOException {
        Map<String, Double> ended = new LinkedHashMap<>();
        do {
            pause();
            Set<String> still = look(fired, began);
            ended.keySet().removeAll(still);
            fired.keySet().stream()
                    .filter(alert -> !still.contains(alert))
                    .forEach(alert -> ended.putIfAbsent(alert, secondsSince(healing)));
        } while (ended.size() < fired.size() && secondsSince(healing) < LONGEST_WAIT.toSeconds());
        return ended;
    }

    /** Notes what fires for the first time, and tells all that fire. */
    private Set<String> look(Map<String, Firing> fired, long began) throws IOException {
        Map<String, String> firing = firing();
        firing.forEach((alert, description) -> fired.putIfAbsent(alert, new Firing(secondsSince(began), description)));
        return firing.keySet();
    }

    private Map<String, String> firing() throws IOException {
        return alerts.now().stream()
                .filter(alert -> alert.path("state").asString().equals("firing"))
                .collect(Collectors.toMap(AlertsRun::name, AlertsRun::description, (one, other) -> one));
    }

    private static Outcome outcome(String alert, Trial trial, @Nullable Firing fired, @Nullable Double secondsToEnd) {
        return new Outcome(
                alert,
                trial.fault(),
                trial.alerts().contains(alert),
                fired == null ? null : fired.afterSeconds(),
                secondsToEnd,
                fired == null ? "" : fired.description());
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

    private record Firing(double afterSeconds, String description) {}

    /** Those that are pending or firing. */
    interface Alerts {
        List<JsonNode> now() throws IOException;
    }

    /** What befalls the stack in a trial. */
    interface Trouble {
        void begin(Trial trial) throws Exception;

        void heal() throws Exception;
    }
}
