package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.sink.LabelledHost.Incident;
import io.metricspipeline.sink.LabelledHost.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How many of the anomalies of hosts that do not exist the worker finds, and how many that are none. Their samples go through
 * the decoder and the store; then the worker judges hours of them as fast as it can. More: -Danomalies.hosts,
 * -Danomalies.hours, -Danomalies.seed.
 */
class AnomalyScoreIT {

    private static final Logger log = LoggerFactory.getLogger(AnomalyScoreIT.class);
    private static final int HOSTS = Integer.getInteger("anomalies.hosts", 6);
    private static final int HOURS = Integer.getInteger("anomalies.hours", 24);
    private static final long SEED = Long.getLong("anomalies.seed", 20_261_121);
    private static final int BATCH = 5_000;
    /** It may be found a little after it is over. */
    private static final Duration LATE = Duration.ofSeconds(60);

    @Test
    void findsMostOfWhatHappensAndLittleThatDoesNot() throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(HOURS, ChronoUnit.HOURS);
        try (OwnSink sink = new OwnSink(1, "--sink.anomalies.look-back=15d")) {
            sink.start();
            sink.letAnomalyWatchRest();
            List<LabelledHost> hosts = IntStream.range(0, HOSTS)
                    .mapToObj(number -> new LabelledHost(SEED + number, start))
                    .toList();
            hosts.forEach(host -> store(sink, host));
            sink.awaitAnomalies();

            List<Found> found = found(sink);
            Map<Incident, int[]> scores = new EnumMap<>(Incident.class);
            for (LabelledHost host : hosts) {
                for (Label label : host.labels) {
                    int[] score = scores.computeIfAbsent(label.incident(), incident -> new int[2]);
                    score[0] += found.stream().anyMatch(anomaly -> anomaly.is(host, label)) ? 1 : 0;
                    score[1]++;
                }
            }
            List<Found> falseAlarms = found.stream()
                    .filter(anomaly -> hosts.stream()
                            .noneMatch(host -> host.labels.stream().anyMatch(label -> anomaly.overlaps(host, label))))
                    .toList();

            scores.forEach((incident, score) -> log.info("{}: {} of {} found", incident, score[0], score[1]));
            double days = HOSTS * HOURS / 24.0;
            log.info("{} false alarms in {} days of hosts: {}", falseAlarms.size(), days, falseAlarms);
            int labels = scores.values().stream().mapToInt(score -> score[1]).sum();
            int hits = scores.values().stream().mapToInt(score -> score[0]).sum();
            assertThat(hits).as("of %d found", labels).isGreaterThanOrEqualTo(labels * 9 / 10);
            assertThat(falseAlarms).hasSizeLessThanOrEqualTo((int) Math.ceil(days / 2));
        }
    }

    private static void store(OwnSink sink, LabelledHost host) {
        List<ObjectNode> batch = new ArrayList<>();
        host.live(HOURS, event -> {
            batch.add(event);
            if (batch.size() == BATCH) {
                store(sink, batch);
            }
        });
        store(sink, batch);
    }

    private static void store(OwnSink sink, List<ObjectNode> batch) {
        Instant now = Instant.now();
        List<DecodedRecord> samples = sink.bean(SampleDecoder.class)
                .decode(batch.stream()
                        .map(event -> Events.record(0, Events.bytes(event), now))
                        .toList());
        assertThat(sink.bean(SampleStore.class)
                        .write(Events.NO_OFFSETS, samples)
                        .stored())
                .isEqualTo(batch.size());
        batch.clear();
    }

    private static List<Found> found(OwnSink sink) {
        return sink.jdbc
                .sql(
                        "select host, metric, started_at, coalesce(ended_at, now()), reason from bi.anomaly order by host, started_at")
                .query((row, number) -> new Found(
                        row.getString(1),
                        row.getString(2),
                        row.getTimestamp(3).toInstant(),
                        row.getTimestamp(4).toInstant(),
                        row.getString(5)))
                .list();
    }

    private record Found(String host, String metric, Instant startedAt, Instant endedAt, String reason) {

        boolean is(LabelledHost of, Label label) {
            return overlaps(of, label) && metric.equals(label.metric());
        }

        /** Of any metric: what makes the CPU busy makes interrupts. */
        boolean overlaps(LabelledHost of, Label label) {
            return host.equals(of.events.host)
                    && startedAt.isBefore(label.to().plus(LATE))
                    && endedAt.isAfter(label.from());
        }
    }
}
