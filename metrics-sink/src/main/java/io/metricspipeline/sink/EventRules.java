package io.metricspipeline.sink;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the events of one topic are beyond JSON objects. A topic without rules needs no class; one with rules has its bean, which
 * no other class knows.
 */
interface EventRules {

    /** The topic that they are for. */
    String topic();

    /** Where its events go on to, as they are stored, before their offsets are committed; nowhere when null. */
    @Nullable
    String forwardedTo();

    /**
     * Checks the event, completes it and tells when it happened.
     *
     * @param event what is kept, to be changed
     * @param origin identity of the record, the same whenever it is read or replayed
     * @param receivedAt when Kafka received it
     */
    Instant apply(ObjectNode event, String origin, Instant receivedAt) throws UndecodableRecord;
}
