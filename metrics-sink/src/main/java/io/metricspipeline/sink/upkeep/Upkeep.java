package io.metricspipeline.sink.upkeep;

import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** When the upkeep is done: rollups are asked for every second, retention and gaps every minute. */
@Component
class Upkeep {

    private final UpkeepTask rollups;
    private final UpkeepTask retention;
    private final UpkeepTask gaps;
    private final UpkeepTask events;
    private final UpkeepTask rejects;

    Upkeep(Rollups rollups, Retention retention, Gaps gaps, UpkeepMeters meters, Clock clock) {
        this.rollups = new UpkeepTask("Rollups", rollups::step, () -> meters.rolledUp(0, 0, Double.NaN), meters, clock);
        this.retention =
                new UpkeepTask("Retention", retention::step, () -> meters.retentionOverdue(Double.NaN), meters, clock);
        this.gaps = new UpkeepTask("Gaps", gaps::step, () -> meters.missing(Double.NaN), meters, clock);
        this.events = new UpkeepTask("Old events", retention::deleteEvents, () -> {}, meters, clock);
        this.rejects = new UpkeepTask("Old rejects", retention::deleteRejects, () -> {}, meters, clock);
    }

    @Scheduled(fixedDelayString = "1s")
    void rollUp() {
        rollups.attempt();
    }

    @Scheduled(fixedDelayString = "1m")
    void expireAndLookForGaps() {
        retention.attempt();
        gaps.attempt();
        events.attempt();
        rejects.attempt();
    }
}
