/**
 * Samples this host and publishes every sample to Kafka.
 *
 * <pre>
 * Metronome → SamplingLoop ─┬─ HostSampler → HostSample        (scheduler's thread: never waits for Kafka)
 *                           └▶ SampleQueue ──▶ SamplePublisher ──▶ topic host-samples
 *                                 Loss            SampleEvent      (a thread of its own)
 * </pre>
 *
 * <p>{@code SamplingLoop} is the first half of the service in one method, {@code SamplePublisher} the second. Delivery
 * is at least once: a sample stays in the queue until Kafka acknowledges it, is sent again after a failure, and is
 * declared as a loss when it has to go. Only {@code HostSampler} knows OSHI; only {@code SamplePublisher} and {@code
 * HostSamplesTopic} talk to Kafka. The JSON is described in {@code contract/host-sample.v1}.
 */
@NullMarked
package io.metricspipeline.producer;

import org.jspecify.annotations.NullMarked;
