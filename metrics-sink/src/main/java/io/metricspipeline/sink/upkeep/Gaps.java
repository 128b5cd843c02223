package io.metricspipeline.sink.upkeep;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells how many samples {@code bi.sample_gap} misses: a producer says that Kafka has them, and they are not stored. */
@Component
class Gaps {

    /**
     * A gap counts for no more than a process takes in three years, ten samples a second. A forged statement may claim any
     * number, beside which nothing else that is missing would be seen.
     */
    private static final String MISSING =
            "select coalesce(sum(least(samples, 1000000000)), 0)::bigint from bi.sample_gap";

    private final JdbcClient jdbc;
    private final UpkeepMeters meters;

    Gaps(JdbcClient jdbc, UpkeepMeters meters) {
        this.jdbc = jdbc;
        this.meters = meters;
    }

    void step() {
        meters.missing(jdbc.sql(MISSING).query(Long.class).single());
    }
}
