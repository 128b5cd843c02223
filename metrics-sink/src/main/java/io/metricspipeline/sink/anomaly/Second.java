package io.metricspipeline.sink.anomaly;

import java.util.Map;

/**
 * A second of a host: the means of its samples.
 *
 * @param from first second, counted from 1970, for which it speaks: those before {@code at} have no sample of their own, and
 *     lie in the interval that its first sample stands for
 * @param at the second itself
 * @param values of the metrics that have one
 */
record Second(long hostId, long from, long at, Map<Metric, Double> values) {}
