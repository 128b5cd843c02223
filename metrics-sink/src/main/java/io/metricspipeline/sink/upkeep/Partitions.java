package io.metricspipeline.sink.upkeep;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Days in, partitions of {@code metrics.host_sample} out: makes the UTC days that a batch needs before it is written,
 * each in a transaction of its own, and remembers them. Safe for concurrent use, here and between sinks.
 */
@Component
public class Partitions {

    private final JdbcClient jdbc;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    Partitions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public void ensure(Collection<LocalDate> days) {
        for (LocalDate day : new TreeSet<>(days)) {
            if (!known.contains(day)) {
                jdbc.sql("select metrics.ensure_partition(?)")
                        .param(day)
                        .query((row, number) -> day)
                        .single();
                known.add(day);
            }
        }
    }

    /** After any failed write: the database may be another one than before. */
    public void forget() {
        known.clear();
    }
}
