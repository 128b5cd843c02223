package io.metricspipeline.producer;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;

/** Declares that the samples of one range, both ends included, were taken and may never arrive. */
record Loss(UUID producerId, long fromSequence, long toSequence, Reason reason) {

    /** Why samples were lost. */
    enum Reason {
        /** Kafka does not acknowledge, the spool cannot be written, and the memory for samples was full. */
        @JsonProperty("queue_full")
        QUEUE_FULL,
        /** Kafka did not acknowledge for so long that the spool reached its size. */
        @JsonProperty("spool_full")
        SPOOL_FULL,
        /** Not found in the spool: damaged, or the process ended before it could be written there. */
        @JsonProperty("damaged")
        DAMAGED,
        /** Kafka refuses the record for ever, for example for its size. */
        @JsonProperty("refused")
        REFUSED
    }

    /** Empty when these bytes are none, or of a later version. */
    static Optional<Loss> fromJson(ByteBuffer json) {
        try {
            return Optional.of(
                    HostSample.JSON.readValue(json.array(), json.arrayOffset(), json.remaining(), Loss.class));
        } catch (JacksonException unknown) {
            return Optional.empty();
        }
    }

    byte[] toJson() {
        return HostSample.JSON.writeValueAsBytes(this);
    }

    long samples() {
        return toSequence - fromSequence + 1;
    }

    Loss withRange(long from, long to) {
        return new Loss(producerId, from, to, reason);
    }
}
