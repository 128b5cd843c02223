/**
 * Shared by the tests that need a Docker engine (mvn verify -Pcontainers): the images that {@code docker/} names, the
 * {@code docker} command, and the condition that skips those tests where it cannot start the images.
 */
@NullMarked
package io.metricspipeline.containers;

import org.jspecify.annotations.NullMarked;
