package io.metricspipeline.localstack.benchmark;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.DoubleStream;
import javax.sql.DataSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a fleet and its sink did from one look at them to the next.
 *
 * @param since how long before this the first look was
 * @param seconds how long it took
 * @param delay of the samples that were taken meanwhile
 * @param lag at the end, in records
 * @param usage of sink and servers, the fleet being one of the others
 * @param fleet its processor time, in seconds
 */
record Stretch(Duration since, double seconds, Delay delay, long lag, Usage usage, double fleet) {
    static final String[] HEADER = {
        "from, min:s",
        "p50, ms",
        "p99, ms",
        "most, ms",
        "samples/s",
        "lag, records",
        "sink, cores",
        "PostgreSQL, cores",
        "Kafka, cores",
        "fleet, cores",
        "others, cores"
    };

    static Stretch of(Instant first, WatchedFleet.Look from, WatchedFleet.Look to, DataSource database)
            throws SQLException {
        return new Stretch(
                Duration.between(first, from.at()),
                Duration.between(from.at(), to.at()).toNanos() / 1e9,
                Delay.of(database, from.at(), to.at()),
                to.lag(),
                to.usage().minus(from.usage()),
                to.fleetSeconds() - from.fleetSeconds());
    }

    String[] cells() {
        return new String[] {
            String.format(Locale.ROOT, "%d:%02d", since.toMinutes(), since.toSecondsPart()),
            text(delay.p50(), 1),
            text(delay.p99(), 1),
            text(delay.most(), 1),
            text(delay.samples() / seconds, 0),
            text((double) lag, 0),
            text(usage.client() / seconds, 2),
            text(usage.postgres() / seconds, 2),
            text(usage.kafka() / seconds, 2),
            text(fleet / seconds, 2),
            text(otherCores(), 2)
        };
    }

    ObjectNode json() {
        return delay.json()
                .put("seconds", Figure.rounded(seconds))
                .put("lag", lag)
                .put("sinkCores", Figure.rounded(usage.client() / seconds))
                .put("postgresCores", Figure.rounded(usage.postgres() / seconds))
                .put("kafkaCores", Figure.rounded(usage.kafka() / seconds))
                .put("fleetCores", Figure.rounded(fleet / seconds))
                .put("otherCores", Figure.rounded(otherCores()));
    }

    private double otherCores() {
        return Math.max(0, usage.others() - fleet) / seconds;
    }

    private static String text(double value, int decimals) {
        return Figure.of(DoubleStream.of(value)).text(decimals);
    }
}
