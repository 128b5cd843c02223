package io.metricspipeline.producer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;

/** Declares that the samples of one range, both ends included, were taken and may never arrive. */
record Loss(UUID producerId, long fromSequence, long toSequence, Reason reason) {

    /** Why samples were lost. */
    enum Reason {
        /** Kafka acknowledged too slowly, or not at all, for the queue's capacity. */
        @JsonProperty("queue_full")
        QUEUE_FULL,
        /** Kafka refuses the record for ever, for example for its size. */
        @JsonProperty("refused")
        REFUSED
    }

    Loss withRange(long from, long to) {
        return new Loss(producerId, from, to, reason);
    }
}
