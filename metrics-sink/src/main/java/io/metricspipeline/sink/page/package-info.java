/**
 * The live page: what the database holds, seen in a browser while it happens.
 *
 * <p>{@link io.metricspipeline.sink.page.PageServer} opens a port of its own and
 * {@link io.metricspipeline.sink.page.PageGate} keeps it apart from the actuator's;
 * {@link io.metricspipeline.sink.page.PageReader} asks PostgreSQL, once for everybody, at a
 * {@link io.metricspipeline.sink.page.Pace} and only while somebody looks; {@link io.metricspipeline.sink.page.Feed} makes of
 * that, and of the words of {@link io.metricspipeline.sink.page.PipelineState}, one
 * {@link io.metricspipeline.sink.page.StreamEvent} for all, and hands it to each
 * {@link io.metricspipeline.sink.page.Viewer}. The page itself is in {@code resources/static}.
 *
 * <p>It reads what was committed instead of listening to the batches of this sink. So it shows the whole fleet, whichever of
 * several sinks serves it; it goes on after a restart where it was; it costs the write path nothing at all.
 *
 * <p>{@link io.metricspipeline.sink.page.PageSettings} is its door: nothing else of it is known outside.
 */
@NullMarked
package io.metricspipeline.sink.page;

import org.jspecify.annotations.NullMarked;
