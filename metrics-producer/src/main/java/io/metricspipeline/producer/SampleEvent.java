package io.metricspipeline.producer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.UUID;

/**
 * One record on the topic: a sample, and what was known about the delivery of the others when it was sent. Every
 * sequence below acknowledgedBelow is acknowledged by Kafka or declared in losses, here or in an earlier acknowledged
 * event.
 *
 * @param closed earlier processes of this host that have nothing left to send
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SampleEvent(
        @JsonUnwrapped HostSample sample, long acknowledgedBelow, List<Loss> losses, List<ClosedProducer> closed) {

    /** As many losses as one event may carry, and as many earlier processes as it may close. */
    static final int MOST_CARRIED = 100;

    /** Of a host that loses nothing. */
    public static SampleEvent withoutLosses(HostSample sample, long acknowledgedBelow, List<ClosedProducer> closed) {
        return new SampleEvent(sample, acknowledgedBelow, List.of(), closed);
    }

    int carried() {
        return Math.max(losses.size(), closed.size());
    }

    public byte[] toJson() {
        return HostSample.JSON.writeValueAsBytes(this);
    }

    /** An earlier process of this host: every sequence below {@code sequences} is acknowledged or declared. */
    public record ClosedProducer(UUID producerId, long sequences) {}
}
