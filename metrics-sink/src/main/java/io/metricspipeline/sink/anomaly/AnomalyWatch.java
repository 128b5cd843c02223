package io.metricspipeline.sink.anomaly;

import io.metricspipeline.sink.upkeep.UpkeepMeters;
import io.metricspipeline.sink.upkeep.UpkeepTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every second, asks for a turn at looking for anomalies, which one of all sinks is given when the interval has passed. A turn
 * is one transaction of about a second, in bites, and rests nine times as long as it took: it trails behind, and in the end
 * passes over, what is stored faster than that.
 */
@Component
class AnomalyWatch {

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int REST = 9;

    /** Also after a suspend of the machine or a jump of its clock, which make a turn look long. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(3);

    private final SecondReader reader;
    private final AnomalyStore store;
    private final AnomalySettings settings;
    private final AnomalyMeters meters;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final UpkeepTask task;

    AnomalyWatch(
            SecondReader reader,
            AnomalyStore store,
            AnomalySettings settings,
            AnomalyMeters meters,
            UpkeepMeters upkeep,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.reader = reader;
        this.store = store;
        this.settings = settings;
        this.meters = meters;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.task = new UpkeepTask("Anomalies", this::turn, () -> meters.judged(0, 0, Double.NaN), upkeep, clock);
    }

    @Scheduled(fixedDelayString = "1s")
    void look() {
        if (settings.enabled()) {
            task.attempt();
        }
    }

    private void turn() {
        Turn turn = new Turn();
        transaction.executeWithoutResult(status -> {
            if (store.isGivenTheTurn()) {
                take(turn);
            }
        });
        if (turn.taken) {
            meters.judged(turn.seconds, turn.begun, turn.lagSeconds);
        }
    }

    private void take(Turn turn) {
        turn.taken = true;
        Instant began = clock.instant();
        Instant end = began.plus(TURN);
        List<Second> seconds = reader.next(settings.lookBack());
        while (!seconds.isEmpty()) {
            judge(seconds, turn);
            if (!clock.instant().isBefore(end)) {
                turn.lagSeconds = reader.lagSeconds(seconds);
                store.rest(restAfter(Duration.between(began, clock.instant()), Duration.ZERO));
                return;
            }
            seconds = reader.next(settings.lookBack());
        }
        store.endOfSilentHosts(settings.newNormalAfter());
        store.rest(restAfter(Duration.between(began, clock.instant()), settings.interval()));
    }

    static Duration restAfter(Duration turn, Duration atLeast) {
        Duration rest = turn.multipliedBy(REST);
        Duration bounded = rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
        return bounded.compareTo(atLeast) > 0 ? bounded : atLeast;
    }

    private void judge(List<Second> seconds, Turn turn) {
        Detectors detectors = store.detectors(seconds);
        seconds.forEach(detectors::judge);
        store.save(detectors);
        turn.seconds += seconds.size();
        turn.begun += detectors.begun();
    }

    /** What a turn did. */
    private static final class Turn {
        private boolean taken;
        private int seconds;
        private int begun;
        private double lagSeconds;
    }
}
