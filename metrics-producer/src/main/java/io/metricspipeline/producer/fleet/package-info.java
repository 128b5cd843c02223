/**
 * The source fleet: many hosts that do not exist, with a day, a week, and what goes wrong on hosts and on the way.
 *
 * <pre>
 * SimulatedHost ──▶ FleetSource ──▶ topic host-samples
 *  ├ LoadPattern     ├ Delivery       what Kafka has of each simulated process
 *  ├ RandomTimes     └ DeliveryFaults late, out of order, twice, malformed
 *  └ Anomalies ────────────────────▶ topic fleet-labels: the truth, to score detectors
 * </pre>
 *
 * <p>What a host does follows from the settings, the times at which it is asked and the process's own id alone; only
 * {@code FleetSource} knows clocks and the outlet.
 */
@NullMarked
package io.metricspipeline.producer.fleet;

import org.jspecify.annotations.NullMarked;
