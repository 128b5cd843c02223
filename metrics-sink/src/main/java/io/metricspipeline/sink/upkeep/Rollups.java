package io.metricspipeline.sink.upkeep;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps {@code bi.host_minute}, {@code bi.host_hour} and the ranges behind {@code bi.sample_gap} up, one bounded step at a
 * time. The step is the schema's own function: it knows the columns, rests between steps, and lets one sink work at a time.
 */
@Component
class Rollups {

    private final JdbcClient jdbc;
    private final UpkeepMeters meters;

    Rollups(JdbcClient jdbc, UpkeepMeters meters) {
        this.jdbc = jdbc;
        this.meters = meters;
    }

    /** Does nothing while the worker rests, or another sink works. */
    void step() {
        jdbc.sql("select minutes, hours, lag_seconds from metrics.roll_up()").query(step -> {
            meters.rolledUp(step.getInt("minutes"), step.getInt("hours"), step.getDouble("lag_seconds"));
        });
    }
}
