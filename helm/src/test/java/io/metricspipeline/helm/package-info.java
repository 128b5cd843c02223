/**
 * Tests of the chart. {@link io.metricspipeline.helm.Chart} renders it as Helm does, for each way of installing (ci/ and
 * the examples); {@link io.metricspipeline.helm.Manifests} is what comes out, to be asked for objects and pods.
 */
@NullMarked
package io.metricspipeline.helm;

import org.jspecify.annotations.NullMarked;
