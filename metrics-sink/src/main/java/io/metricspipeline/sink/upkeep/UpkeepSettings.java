package io.metricspipeline.sink.upkeep;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long what is kept. */
public interface UpkeepSettings {

    Duration rawRetention();

    Duration minuteRetention();

    Duration eventRetention();

    /** Of what did not become a row. */
    Duration rejectRetention();

    /** For ever when absent. */
    @Nullable
    Duration hourRetention();
}
