package io.metricspipeline.producer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One record on the topic: a sample, and what was known about the delivery of the others when it was sent. Every
 * sequence below acknowledgedBelow is acknowledged by Kafka or declared in losses, here or in an earlier acknowledged
 * event.
 *
 * @param closed earlier processes of this host that have nothing left to send
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record SampleEvent(
        @JsonUnwrapped HostSample sample, long acknowledgedBelow, List<Loss> losses, List<ClosedProducer> closed) {

    /** A mapper of its own: the application's may be set up by anyone, but these bytes are the contract. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    byte[] toJson() {
        return JSON.writeValueAsBytes(this);
    }

    /** An earlier process of this host: every sequence below {@code sequences} is acknowledged or declared. */
    record ClosedProducer(UUID producerId, long sequences) {}
}
