/**
 * The sink: what a producer published becomes a row, once.
 *
 * <p>{@link io.metricspipeline.sink.SampleListener} takes a batch of records from Kafka;
 * {@link io.metricspipeline.sink.SampleDecoder} tells valid samples from rejects;
 * {@link io.metricspipeline.sink.SampleStore} writes both, and what the producers state, in one transaction;
 * {@link io.metricspipeline.sink.DeadLetters} forwards the rejects; {@link io.metricspipeline.sink.SinkMetrics} counts.
 *
 * <p>{@link io.metricspipeline.sink.Positions} sends the consumer to where the database and Kafka agree to go on, and
 * {@link io.metricspipeline.sink.WatermarkStore} notices, inside the write transaction, a database that has gone back.
 *
 * <p>Other topics of JSON pass through {@link io.metricspipeline.sink.EventLine}: {@link io.metricspipeline.sink.EventDecoder},
 * with the {@link io.metricspipeline.sink.EventRules} that a topic may have, and {@link io.metricspipeline.sink.EventStore}; the
 * rest is the same. {@link io.metricspipeline.sink.EventStreams} gives each topic a consumer of its own.
 *
 * <p>Delivery is at least once and the effect is once: offsets are committed after the database, and a sample that
 * arrives again finds its key taken.
 */
@NullMarked
package io.metricspipeline.sink;

import org.jspecify.annotations.NullMarked;
