package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anomalies from the topic to schema {@code bi}: what circumstances do not change, and what goes with what. */
class AnomaliesIT {

    private static final String ROWS = "select metric, kind, ended_at is not null as is_over, seconds, unit, reason"
            + " from bi.anomaly order by started_at, metric";

    private final Events events = new Events();
    private final Random random = new Random(3);
    private Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(800);
    private long sequence;
    private OwnSink sink;

    @BeforeEach
    void startSink() throws SQLException {
        sink = new OwnSink();
        sink.start();
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 1_000, 5_000})
    void findsABusyMinuteAndSaysSoInWords(int intervalMillis) {
        send(intervalMillis, 0, 600, 20);
        send(intervalMillis, 600, 660, 95);
        send(intervalMillis, 660, 720, 20);
        sink.awaitAnomalies();

        assertThat(anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly)
                    .containsEntry("metric", "cpu_percent")
                    .containsEntry("kind", "outside")
                    .containsEntry("is_over", true)
                    .containsEntry("unit", "percent");
            assertThat((Double) anomaly.get("seconds")).isBetween(55.0, 66.0);
            assertThat((String) anomaly.get("reason"))
                    .matches("CPU 9\\d(\\.\\d)? % for \\d\\d s; expected (20|19|2\\d)(\\.\\d)? % ± \\d(\\.\\d)? %");
        });
    }

    @Test
    void goesOnWhereAnotherSinkStopped() {
        send(1_000, 0, 600, 20);
        sink.awaitAnomalies();
        restart();
        send(1_000, 600, 612, 95);
        sink.awaitAnomalies();
        restart();
        send(1_000, 612, 660, 95);
        sink.awaitAnomalies();

        assertThat(anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly).containsEntry("is_over", false);
            assertThat((Double) anomaly.get("seconds")).isBetween(58.0, 62.0);
        });
    }

    @Test
    void judgesEachSecondOnceWhenTwoSinksRunAndSamplesComeLate() {
        sink.start();
        send(1_000, 0, 700, 20);
        sink.awaitAnomalies();
        List<Map<String, Object>> before = baselines();
        send(1_000, 300, 360, 95);
        sink.awaitAnomalies();

        assertThat(anomalies()).isEmpty();
        assertThat(baselines()).isEqualTo(before).hasSize(1);
    }

    @Test
    void endsWhatASilentHostLeftOpen() {
        start = start.minus(40, ChronoUnit.MINUTES);
        send(1_000, 0, 600, 20);
        send(1_000, 600, 630, 95);
        sink.awaitAnomalies();

        assertThat(anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly).containsEntry("is_over", true);
            assertThat((String) anomaly.get("reason")).endsWith("; then no more samples");
        });
    }

    @Test
    void takesTheMostThatASampleMaySay() {
        for (int second = 0; second < 400; second++) {
            double rate = second % 2 * Double.MAX_VALUE;
            sink.send(Events.bytes(events.event(second)
                    .put("sampledAt", start.plusSeconds(second).toString())
                    .put("intervalMillis", Integer.MAX_VALUE)
                    .put("networkSentBytesPerSecond", rate)
                    .put("cpuInterruptsPerSecond", rate)));
        }
        sink.awaitRows(events, 400);
        sink.awaitAnomalies();

        assertThat(baselines())
                .extracting(baseline -> baseline.get("metric"))
                .containsExactly("cpu_percent", "interrupts_per_second", "net_sent_bytes_per_second");
    }

    @Test
    void goesWithItsAgeAndWithItsHost() {
        send(1_000, 0, 600, 20);
        send(1_000, 600, 660, 95);
        sink.awaitAnomalies();
        sink.jdbc
                .sql("insert into metrics.anomaly select host_id, 'disk_percent', kind, now() - interval '91 days',"
                        + " now() - interval '91 days', true, 1, 1, 1, unit, reason from metrics.anomaly")
                .update();
        sink.jdbc.sql("select metrics.delete_expired('90 days', null)").query().singleRow();
        assertThat(anomalies()).hasSize(1);

        sink.jdbc
                .sql("select metrics.forget_host(?)")
                .param(events.host)
                .query()
                .singleRow();
        assertThat(anomalies()).isEmpty();
        assertThat(baselines()).isEmpty();
    }

    /** Ticks that lie now on this side of a second's edge, now on that. The worker sees all of them at once. */
    private void send(int intervalMillis, int fromSecond, int toSecond, double busy) {
        sink.letAnomalyWatchRest();
        for (int millis = fromSecond * 1_000; millis < toSecond * 1_000; millis += intervalMillis) {
            sink.send(Events.bytes(events.event(sequence++)
                    .put(
                            "sampledAt",
                            start.plusMillis(millis + sequence % 3 - 1).toString())
                    .put("intervalMillis", intervalMillis)
                    .put("cpuUsagePercent", busy + random.nextGaussian())));
        }
        sink.awaitRows(events, sequence);
    }

    private void restart() {
        sink.stop();
        sink.start();
    }

    private List<Map<String, Object>> anomalies() {
        return sink.jdbc.sql(ROWS).query().listOfRows();
    }

    private List<Map<String, Object>> baselines() {
        return sink.jdbc
                .sql("select * from metrics.baseline order by host_id, metric")
                .query()
                .listOfRows();
    }
}
