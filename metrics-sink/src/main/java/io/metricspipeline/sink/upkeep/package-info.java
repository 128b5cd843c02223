/**
 * What keeps the tables in shape beside the write path. The line knocks at two doors:
 * {@link io.metricspipeline.sink.upkeep.Partitions} makes the days that a batch needs, and
 * {@link io.metricspipeline.sink.upkeep.Touched} notes what it changes.
 *
 * <p>{@link io.metricspipeline.sink.upkeep.Upkeep} is the clock of the rest: {@link io.metricspipeline.sink.upkeep.Rollups}
 * turns the notes into minutes and hours, {@link io.metricspipeline.sink.upkeep.Retention} lets go of what is old,
 * {@link io.metricspipeline.sink.upkeep.Gaps} tells what is missing.
 */
@NullMarked
package io.metricspipeline.sink.upkeep;

import org.jspecify.annotations.NullMarked;
