package io.metricspipeline.sink.anomaly;

import io.metricspipeline.sink.anomaly.Anomaly.Band;
import io.metricspipeline.sink.anomaly.Anomaly.End;
import io.metricspipeline.sink.anomaly.Detector.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who has the turn; detectors in and out, as they were left; anomalies out. Always inside the transaction of a turn, whose start
 * is its now().
 */
@Component
class AnomalyStore {

    private static final String DETECTORS = """
            select b.*, extract(epoch from b.last_at)::bigint as last, extract(epoch from b.same_since)::bigint as same,
                   a.kind, a.started_at, a.lasted_until, a.observed, a.expected, a.tolerance
            from metrics.baseline b
            left join metrics.anomaly a on a.host_id = b.host_id and a.metric = b.metric and not a.is_over
            where b.host_id = any (?)
            """;
    private static final String SAVE_BASELINE = """
            insert into metrics.baseline (
                host_id, metric, last_at, seconds, mean, variance, outside, outside_seconds, outside_mean, outside_variance,
                quiet, value, same_since)
            values (?, ?, to_timestamp(?), ?, ?, ?, ?, ?, ?, ?, ?, ?, to_timestamp(?))
            on conflict (host_id, metric) do update set
                (last_at, seconds, mean, variance, outside, outside_seconds, outside_mean, outside_variance, quiet, value, same_since)
                = row(excluded.last_at, excluded.seconds, excluded.mean, excluded.variance, excluded.outside,
                      excluded.outside_seconds, excluded.outside_mean, excluded.outside_variance, excluded.quiet,
                      excluded.value, excluded.same_since)
            """;
    private static final String SAVE_ANOMALY = """
            insert into metrics.anomaly (
                host_id, metric, kind, started_at, lasted_until, is_over, observed, expected, tolerance, unit, reason)
            values (?, ?, ?, to_timestamp(?), to_timestamp(?), ?, ?, ?, ?, ?, ?)
            on conflict (host_id, metric, started_at) do update set
                (lasted_until, is_over, observed, reason)
                = row(excluded.lasted_until, excluded.is_over, excluded.observed, excluded.reason)
            """;
    private static final String SAVE_WATCHED = """
            insert into metrics.watched (host_id, judged_until)
            select host_id, to_timestamp(until) from unnest(?::bigint[], ?::bigint[]) as w (host_id, until)
            on conflict (host_id) do update set judged_until = excluded.judged_until
            """;
    private static final String END_OF_SILENT_HOSTS = """
            update metrics.anomaly a set is_over = true, reason = a.reason || ?
            from metrics.watched w
            where not a.is_over and w.host_id = a.host_id and w.judged_until < now() - ?::interval
            """;
    private static final String REST = "update metrics.watch set rests_until = clock_timestamp() + ?::interval";
    /** As in the upkeep: a table's size changes by orders of magnitude while a connection lives. */
    private static final String TURN = """
            select set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)
            from metrics.watch where rests_until <= now() for update skip locked
            """;

    private final JdbcTemplate jdbc;
    private final AnomalySettings settings;

    AnomalyStore(JdbcTemplate jdbc, AnomalySettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Not while the worker rests, or another sink works. */
    boolean isGivenTheTurn() {
        return !jdbc.queryForList(TURN).isEmpty();
    }

    void rest(Duration rest) {
        jdbc.update(REST, rest.toString());
    }

    Detectors detectors(List<Second> seconds) {
        Detectors detectors = new Detectors(settings);
        Long[] hosts = seconds.stream().map(Second::hostId).distinct().toArray(Long[]::new);
        jdbc.query(
                DETECTORS,
                row -> {
                    Metric metric = Metric.of(row.getString("metric"));
                    if (metric != null) {
                        detectors.resume(row.getLong("host_id"), metric, state(row), open(row, metric));
                    }
                },
                (Object) hosts);
        return detectors;
    }

    void save(Detectors detectors) {
        List<Object[]> baselines = new ArrayList<>();
        List<Object[]> anomalies = new ArrayList<>();
        detectors.forEach((hostId, metric, detector) -> {
            baselines.add(baseline(hostId, metric, detector.state()));
            detector.verdicts().forEach(anomaly -> anomalies.add(anomaly(hostId, anomaly)));
        });
        jdbc.batchUpdate(SAVE_BASELINE, baselines);
        jdbc.batchUpdate(SAVE_ANOMALY, anomalies);
        jdbc.update(
                SAVE_WATCHED,
                detectors.judgedUntil().keySet().toArray(Long[]::new),
                detectors.judgedUntil().values().toArray(Long[]::new));
    }

    void endOfSilentHosts(Duration silence) {
        jdbc.update(END_OF_SILENT_HOSTS, End.NO_MORE_SAMPLES.words(), silence.toString());
    }

    private static State state(ResultSet row) throws SQLException {
        return new State(
                row.getLong("last"),
                new Baseline(row.getLong("seconds"), row.getDouble("mean"), row.getDouble("variance")),
                row.getInt("outside"),
                new Baseline(
                        row.getLong("outside_seconds"),
                        row.getDouble("outside_mean"),
                        row.getDouble("outside_variance")),
                row.getInt("quiet"),
                row.getDouble("value"),
                row.getLong("same"));
    }

    private static @Nullable Anomaly open(ResultSet row, Metric metric) throws SQLException {
        String kind = row.getString("kind");
        if (kind == null) {
            return null;
        }
        return new Anomaly(
                metric,
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("lasted_until").toInstant(),
                row.getDouble("observed"),
                kind.equals("stuck") ? null : new Band(row.getDouble("expected"), row.getDouble("tolerance")),
                null);
    }

    private static Object[] baseline(long hostId, Metric metric, State state) {
        return new Object[] {
            hostId,
            metric.column(),
            state.last(),
            state.normal().seconds(),
            state.normal().mean(),
            state.normal().variance(),
            state.outside(),
            state.observed().seconds(),
            state.observed().mean(),
            state.observed().variance(),
            state.quiet(),
            state.value(),
            state.sameSince()
        };
    }

    private static @Nullable Object[] anomaly(long hostId, Anomaly anomaly) {
        Band band = anomaly.band();
        return new @Nullable Object[] {
            hostId,
            anomaly.metric().column(),
            anomaly.kind(),
            anomaly.startedAt().getEpochSecond(),
            anomaly.endsAt().getEpochSecond(),
            anomaly.end() != null,
            anomaly.observed(),
            band == null ? null : band.expected(),
            band == null ? null : band.tolerance(),
            anomaly.metric().unit(),
            anomaly.reason()
        };
    }
}
