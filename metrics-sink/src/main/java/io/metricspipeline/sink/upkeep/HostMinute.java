package io.metricspipeline.sink.upkeep;

import java.time.Instant;

/** A minute of a host, counted from 1970. */
public record HostMinute(long hostId, long minute) {

    public static HostMinute of(long hostId, Instant instant) {
        return new HostMinute(hostId, Math.floorDiv(instant.getEpochSecond(), 60));
    }
}
