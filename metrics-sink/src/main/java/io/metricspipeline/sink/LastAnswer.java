package io.metricspipeline.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * What a server that is asked every two seconds said last. Health comes from here, so it answers at once also when the
 * server is a black hole; an answer that is no longer fresh counts as none. Logs when the answers end, each time the
 * reason changes, and when they come again.
 */
final class LastAnswer {

    private static final Logger log = LoggerFactory.getLogger(LastAnswer.class);
    private static final Duration FRESH_FOR = Duration.ofSeconds(10);

    private final String server;
    private volatile Health health = down("not asked yet");
    private volatile long answeredAtNanos;
    private @Nullable String failure;

    LastAnswer(String server) {
        this.server = server;
    }

    void answered(Health answer) {
        answeredAtNanos = System.nanoTime();
        health = answer;
        if (failure != null) {
            log.info("{} answers again", server);
            failure = null;
        }
    }

    void failed(String reason) {
        answeredAtNanos = System.nanoTime();
        health = down(reason);
        if (!sameKind(reason, failure)) {
            log.warn("{} does not answer as it should, asking again every 2 s: {}", server, reason);
        }
        failure = reason;
    }

    Health health() {
        Duration age = Duration.ofNanos(System.nanoTime() - answeredAtNanos);
        boolean stale = health.getStatus().equals(Status.UP) && age.compareTo(FRESH_FOR) > 0;
        return stale ? down("no answer for " + age.toSeconds() + " s") : health;
    }

    /** Kafka's client puts times and counts of tries into its reasons: those are no change. */
    private static boolean sameKind(String reason, @Nullable String before) {
        return before != null && withoutNumbers(reason).equals(withoutNumbers(before));
    }

    private static String withoutNumbers(String reason) {
        return reason.replaceAll("\\d+", "");
    }

    private static Health down(String reason) {
        return Health.down().withDetail("reason", reason).build();
    }
}
