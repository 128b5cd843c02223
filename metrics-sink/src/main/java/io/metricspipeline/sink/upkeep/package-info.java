/** What keeps the tables in shape beside the write path. {@link io.metricspipeline.sink.upkeep.Partitions} is its door. */
@NullMarked
package io.metricspipeline.sink.upkeep;

import org.jspecify.annotations.NullMarked;
