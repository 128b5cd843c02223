package io.metricspipeline.sink.upkeep;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells how many samples {@code bi.sample_gap} misses: a producer says that Kafka has them, and they are not stored. */
@Component
class Gaps {

    private final JdbcClient jdbc;
    private final UpkeepMeters meters;

    Gaps(JdbcClient jdbc, UpkeepMeters meters) {
        this.jdbc = jdbc;
        this.meters = meters;
    }

    void step() {
        meters.missing(jdbc.sql("select coalesce(sum(samples), 0)::bigint from bi.sample_gap")
                .query(Long.class)
                .single());
    }
}
