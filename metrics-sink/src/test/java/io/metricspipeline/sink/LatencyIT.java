package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The latency that the sink reports, against when PostgreSQL says that each row became visible. */
class LatencyIT {

    private static final int SAMPLES = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Events events = new Events();
    private OwnSink sink;

    @BeforeEach
    void start() throws SQLException {
        sink = new OwnSink();
        sink.start();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void isMeasuredAfterTheCommitAndBeforeAnybodySeesTheMeter() {
        Instant first = Instant.now();
        sendSampledNow(0, SAMPLES);
        await().atMost(PATIENCE).until(() -> latency().count() == SAMPLES);
        Duration sinceFirst = Duration.between(first, Instant.now());

        assertThat(latency().totalTime(TimeUnit.MICROSECONDS)).isGreaterThan(untilVisible("sum"));
        assertThat(latency().max(TimeUnit.MICROSECONDS))
                .isGreaterThan(untilVisible("max"))
                .isLessThan(sinceFirst.toNanos() / 1_000.0);
    }

    @Test
    void leavesOutWhatComesLateAndWhatComesAgain() {
        Instant anHourAgo = Instant.now().minus(1, ChronoUnit.HOURS);
        send(0, anHourAgo);
        awaitMeters(new Meters.Reading(1, 1, 0, 0, 0));
        send(0, anHourAgo);
        awaitMeters(new Meters.Reading(2, 1, 1, 0, 0));

        assertThat(latency().count()).isZero();
    }

    private void sendSampledNow(long from, long to) {
        for (long sequence = from; sequence < to; sequence++) {
            send(sequence, Instant.now());
        }
    }

    private void send(long sequence, Instant sampledAt) {
        sink.send(Events.bytes(events.event(sequence)
                .put("sampledAt", sampledAt.truncatedTo(ChronoUnit.MICROS).toString())));
    }

    private void awaitMeters(Meters.Reading expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sink.meters()).isEqualTo(expected));
    }

    private double untilVisible(String aggregate) {
        return sink.jdbc
                .sql(
                        "select " + aggregate
                                + "(extract(epoch from pg_xact_commit_timestamp(xmin) - sampled_at)) * 1000000 from metrics.host_sample")
                .query(Double.class)
                .single();
    }

    private Timer latency() {
        return sink.bean(MeterRegistry.class).get("sink.samples.latency").timer();
    }
}
