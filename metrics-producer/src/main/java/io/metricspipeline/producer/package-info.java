/**
 * Takes events from the sources that are on and publishes them to Kafka. The source host samples this host:
 *
 * <pre>
 * Metronome → SamplingLoop ─┬─ HostSampler → HostSample        (scheduler's thread: never waits for Kafka)
 *                           └▶ Spool ──▶ SamplePublisher ──▶ topic host-samples
 *                                      SampleEvent             (a thread of its own)
 *
 * HostSampler ← HostReader ─┬─ LinuxReader ← ProcFile, HostNetwork
 *                           └─ OshiReader                      off Linux
 *
 * Spool: SpoolContents ─┬─ LiveSamples                         in memory
 *                       ├─ SpoolWriter → SegmentFile           to disk: Frame by Frame
 *                       ├─ Segments → ProcessSegments → Segment    what is on disk
 *                       └─ Losses → LossRanges → Loss          what was given up
 *        Backlog ← SegmentContent                              from disk
 *        SpoolKeeper → SpoolUpkeep ─┬─ SpoolSearch             every second (a thread of its own)
 *                                   └─ SpoolLimit
 * </pre>
 *
 * <p>{@code SamplingLoop} is the first half of the service in one method, {@code SamplePublisher} the second. Delivery
 * is at least once: a sample stays in the spool until Kafka acknowledges it, over restarts too, is sent again after a
 * failure, and is declared as a loss when it has to go. Only {@code HostSampler} and {@code OshiReader} know OSHI; only
 * {@code SamplePublisher}, {@code EventPublisher} and {@code Topics} talk to Kafka; only {@code SpoolFiles} and {@code
 * SegmentFile} touch the spool's directory. The JSON is described in {@code contract/host-sample.v1}, the spool in {@code
 * RATIONALE.md}.
 *
 * <p>Every other source is a package beside this one, which knows of this package what is public:
 *
 * <pre>
 * Sources → SourceRunner ─┬─ Source                            (a thread each: when it is due, and after a failure)
 *           SourceStatus  └▶ Outlet = EventPublisher ──▶ topics of its own
 * </pre>
 */
@NullMarked
package io.metricspipeline.producer;

import org.jspecify.annotations.NullMarked;
