/**
 * {@code alerts}: each alert of the shipped rules is seen to fire, and to end, in a real Prometheus. {@code AlertsCommand} copies the
 * rules as {@code ShippedRules}, on a shorter scale of time; an {@code AlertsRun} lets one {@code Trial} after the other begin
 * its trouble in a {@code TroubledStack}, waits and heals; its {@code Outcome}s go to the terminal and the {@code
 * AlertsReport}. A new alert needs a line in {@code Trials}.
 */
@NullMarked
package io.metricspipeline.localstack.alerts;

import org.jspecify.annotations.NullMarked;
