package io.metricspipeline.sink.page;

import org.jspecify.annotations.Nullable;

/**
 * An anomaly, as a chart marks it.
 *
 * @param series which line it is about
 * @param from when it began, in milliseconds since 1970
 * @param to when it ended, likewise; null while it goes on
 * @param reason all of it in words
 */
record Unusual(String series, long from, @Nullable Long to, String reason) {}
