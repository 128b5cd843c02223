package io.metricspipeline.producer.fleet;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The truth about one stretch of one metric, as its label tells it. It is told at the start: when the fleet ends before,
 * so does the anomaly.
 *
 * @param metric a field of the host sample
 * @param start the first sampledAt that is concerned, by the host's clock
 * @param end the first one that is not
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonPropertyOrder("event_id")
record Anomaly(String host, Metric metric, Kind kind, Instant start, Instant end) {

    /** The same for whoever sends it again. */
    @JsonProperty
    UUID eventId() {
        return UUID.nameUUIDFromBytes((host + metric + start).getBytes(StandardCharsets.UTF_8));
    }

    /** From 0 to 1. */
    double progress(Instant at) {
        double all = end.toEpochMilli() - start.toEpochMilli();
        return all > 0 ? (at.toEpochMilli() - start.toEpochMilli()) / all : 1;
    }

    /** What can be anomalous. */
    enum Metric {
        @JsonProperty("cpuUsagePercent")
        CPU,
        @JsonProperty("memoryUsagePercent")
        MEMORY,
        @JsonProperty("diskUsagePercent")
        DISK,
        @JsonProperty("networkReceivedBytesPerSecond")
        RECEIVED,
        @JsonProperty("networkSentBytesPerSecond")
        SENT
    }

    /** In what way, and for how many minutes at most. */
    enum Kind {
        /** High for a few samples. */
        @JsonProperty("spike")
        SPIKE(0),
        /** High for long. */
        @JsonProperty("shift")
        SHIFT(60),
        /** Higher and higher. */
        @JsonProperty("drift")
        DRIFT(120),
        /** The same value all the time. */
        @JsonProperty("stuck")
        STUCK(60);

        private final int mostMinutes;

        Kind(int mostMinutes) {
            this.mostMinutes = mostMinutes;
        }

        int mostMinutes() {
            return mostMinutes;
        }
    }
}
