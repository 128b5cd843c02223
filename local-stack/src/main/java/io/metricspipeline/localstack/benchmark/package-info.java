/**
 * What the pipeline costs and how fast it is, on this machine: {@code BenchmarkCommand} is {@code benchmark}, the one door.
 *
 * <p>Each {@code Experiment} asks one question of the {@code Laboratory}, which has the servers, {@code EventTopic}s full of the
 * samples of {@code SimulatedHost}s, {@code LiveTopic}s into which a producer or its simulated fleet sends, and fresh
 * databases. A {@code Trial} is one process (a {@code Contender}, or the sink again) on one topic and one database: a {@code
 * UsageLog} notes from /proc what client, PostgreSQL and Kafka use while a {@code Progress} (the server's commit times, or
 * Kafka's committed offsets) says how much is done; together they give a {@code Measurement}. An experiment's {@code Findings} are a Markdown table and its JSON, which the {@code BenchmarkReport} keeps.
 */
@NullMarked
package io.metricspipeline.localstack.benchmark;

import org.jspecify.annotations.NullMarked;
