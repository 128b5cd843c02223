package io.metricspipeline.sink;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How much CPU this process has taken, which is the sink, its broker and the test, and how much PostgreSQL's have. */
final class CpuTimes {

    private final ProcessHandle postmaster;

    CpuTimes(JdbcClient jdbc) {
        long pid = jdbc.sql("select pid from pg_stat_activity where backend_type = 'checkpointer'")
                .query(Long.class)
                .single();
        postmaster = ProcessHandle.of(pid).flatMap(ProcessHandle::parent).orElseThrow();
    }

    /** Of each process that lives. */
    Look look() {
        return new Look(
                of(ProcessHandle.current()),
                Stream.concat(Stream.of(postmaster), postmaster.descendants())
                        .collect(toMap(ProcessHandle::pid, CpuTimes::of, (one, other) -> one)));
    }

    static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    record Look(Duration sink, Map<Long, Duration> postgres) {

        Duration sinkSince(Look before) {
            return sink.minus(before.sink);
        }

        Duration postgresSince(Look before) {
            return postgres.entrySet().stream()
                    .map(process ->
                            process.getValue().minus(before.postgres.getOrDefault(process.getKey(), Duration.ZERO)))
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }
}
