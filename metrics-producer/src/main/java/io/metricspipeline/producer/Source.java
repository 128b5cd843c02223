package io.metricspipeline.producer;

import java.time.Duration;

/**
 * Something that events come from, besides the host itself. A thread of its own asks it again and again; what it throws
 * is told, counted and followed by a pause, and no other source notices.
 */
public interface Source {

    SourceName name();

    /**
     * Sends what is due now, and says how long nothing more will be.
     *
     * @throws SourceUnavailable when there is nothing to be had for now: it is tried again, each time later
     */
    Duration sendDue(Outlet outlet) throws InterruptedException;
}
