/**
 * What a host does that it does not usually do, found in what was committed, beside the write path.
 *
 * <p>{@link io.metricspipeline.sink.anomaly.AnomalyWatch} takes a turn every few seconds, one sink at a time: it takes from
 * {@link io.metricspipeline.sink.anomaly.SecondReader} the seconds of each host that are new and complete, shows them to a
 * {@link io.metricspipeline.sink.anomaly.Detector} for each metric, and has {@link io.metricspipeline.sink.anomaly.AnomalyStore}
 * write its anomalies, with everything that it must remember, in the same transaction. So a turn that fails has not happened,
 * and another sink goes on where this one stopped.
 *
 * <p>A detector knows no clock and no database: the same seconds give the same verdicts. How it adapts: a second
 * outside the band is learned as if it were two deviations off, those of an anomaly are not learned at all; an anomaly that
 * lasts long enough is the new normal.
 *
 * <p>{@link io.metricspipeline.sink.anomaly.AnomalySettings} and {@link io.metricspipeline.sink.anomaly.AnomalyMeters} are its
 * doors.
 */
@NullMarked
package io.metricspipeline.sink.anomaly;

import org.jspecify.annotations.NullMarked;
