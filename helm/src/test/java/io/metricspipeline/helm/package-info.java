/**
 * Tests of the chart. {@link io.metricspipeline.helm.Chart} renders it as Helm does, for each way of installing (ci/ and
 * the examples); {@link io.metricspipeline.helm.Manifests} is what comes out, to be asked for objects and pods.
 * {@link io.metricspipeline.helm.Alerts} is the rules file as it stands.
 */
@NullMarked
package io.metricspipeline.helm;

import org.jspecify.annotations.NullMarked;
