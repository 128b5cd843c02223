package io.metricspipeline.sink.page;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All hosts at one moment, as the database has them.
 *
 * @param readAt when, by the database's clock
 * @param hosts every host that ever sent a sample, by name
 * @param lastStoredSeconds since the newest of their samples was stored; null when there is none
 * @param rowsPerSecond samples of the last ten seconds that have arrived, a second
 * @param latencyP50Millis from sampled to stored, of the last ten seconds; null when there is none
 * @param latencyP95Millis likewise
 */
record Fleet(
        Instant readAt,
        List<HostNow> hosts,
        @Nullable Double lastStoredSeconds,
        double rowsPerSecond,
        @Nullable Double latencyP50Millis,
        @Nullable Double latencyP95Millis) {}
