package io.metricspipeline.sink.page;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * The state of the pipeline in words, and the figures of this sink. Looks at health, at its meters and at the newest reading of
 * the fleet, never at a server: it answers also when there is none. Keeps the last trouble after it is over.
 */
@Component
class PipelineState {

    private static final int FAR_BEHIND = 5_000;
    /** What is not there yet in the first half minute is not missing. */
    private static final Duration START = Duration.ofSeconds(30);

    private final Map<String, HealthIndicator> components;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Instant startedAt;
    private boolean wasHealthy;
    private @Nullable Trouble last;

    PipelineState(Map<String, HealthIndicator> components, MeterRegistry meters, Clock clock) {
        this.components = components;
        this.meters = meters;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** One thread at a time. */
    Words look(@Nullable Fleet fleet) {
        Verdict verdict = verdict(fleet);
        if (verdict.reason() != null) {
            last = new Trouble(clock.instant(), verdict.word() + ": " + verdict.reason());
        }
        return new Words(
                verdict.level(),
                verdict.word(),
                verdict.reason(),
                lag(),
                count("sink.samples.duplicate"),
                count("sink.records.rejected"),
                startedAt,
                last == null ? null : last.at(),
                last == null ? null : last.reason());
    }

    /** Samples that should be in the database and are not, of all sinks; null while that is not known. */
    @Nullable
    Long missing() {
        return gauge("sink.samples.missing");
    }

    private Verdict verdict(@Nullable Fleet fleet) {
        Verdict trouble = trouble();
        wasHealthy |= trouble == null;
        if (fleet == null || (!wasHealthy && clock.instant().isBefore(startedAt.plus(START)))) {
            return trouble != null && wasHealthy ? trouble : new Verdict("busy", "Starting", null);
        }
        if (trouble != null) {
            return trouble;
        }
        Double age = fleet.lastStoredSeconds();
        if (age == null) {
            return new Verdict("busy", "Waiting for the first sample", null);
        }
        if (lag() != null && lag() > FAR_BEHIND) {
            return new Verdict("busy", "Catching up", null);
        }
        return age > longestPause(fleet) ? new Verdict("bad", "Silent", null) : new Verdict("good", "Healthy", null);
    }

    private @Nullable Verdict trouble() {
        Health write = health("write");
        if (write.getStatus().equals(Status.OUT_OF_SERVICE)) {
            return new Verdict("bad", "Somebody has to repair something", reason(write));
        }
        for (String server : new String[] {"database", "kafka"}) {
            if (health(server).getStatus().equals(Status.DOWN)) {
                String name = server.equals("kafka") ? "Kafka" : "PostgreSQL";
                return new Verdict("bad", name + " does not answer as it should", reason(health(server)));
            }
        }
        if (health("listener").getStatus().equals(Status.DOWN)) {
            return new Verdict("busy", "Not reading", reason(health("listener")));
        }
        return write.getDetails().containsKey("reason")
                ? new Verdict("bad", "Writing is tried again", reason(write))
                : null;
    }

    /** Ten seconds, or three samples of the host that is sampled most often. */
    private static double longestPause(Fleet fleet) {
        return fleet.hosts().stream()
                .map(HostNow::intervalMillis)
                .filter(interval -> interval != null)
                .mapToDouble(interval -> Math.max(10, 3 * interval / 1_000.0))
                .min()
                .orElse(10);
    }

    private Health health(String component) {
        HealthIndicator indicator = components.get(component);
        Health health = indicator == null ? null : indicator.health();
        return health == null ? Health.up().build() : health;
    }

    private static String reason(Health health) {
        return String.valueOf(health.getDetails()
                .getOrDefault("reason", health.getStatus().getCode().toLowerCase(Locale.ROOT)));
    }

    private @Nullable Long lag() {
        return gauge("sink.lag");
    }

    private @Nullable Long gauge(String name) {
        Gauge gauge = meters.find(name).gauge();
        double value = gauge == null ? Double.NaN : gauge.value();
        return Double.isNaN(value) ? null : (long) value;
    }

    private long count(String name) {
        return (long) meters.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private record Verdict(
            String level, String word, @Nullable String reason) {}

    private record Trouble(Instant at, String reason) {}

    /**
     * What the top of the page says.
     *
     * @param level good, busy or bad
     * @param word the state
     * @param reason why, where there is more to say
     * @param lagRecords in Kafka and not yet stored, of all sinks; null while Kafka does not answer
     * @param duplicates of this sink, since it started
     * @param deadLetters likewise
     * @param startedAt when that was
     * @param lastErrorAt when something was last wrong; null if nothing was
     * @param lastError what
     */
    record Words(
            String level,
            String word,
            @Nullable String reason,
            @Nullable Long lagRecords,
            long duplicates,
            long deadLetters,
            Instant startedAt,
            @Nullable Instant lastErrorAt,
            @Nullable String lastError) {}
}
