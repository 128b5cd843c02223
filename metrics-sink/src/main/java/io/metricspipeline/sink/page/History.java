package io.metricspipeline.sink.page;

import java.util.List;

/**
 * What a chart starts from.
 *
 * @param host whose
 * @param stepMillis how far apart its points are; a hole much wider than that is a gap
 * @param series what the values of each point are, in their order
 * @param points oldest first
 */
record History(String host, long stepMillis, List<String> series, List<Point> points) {}
