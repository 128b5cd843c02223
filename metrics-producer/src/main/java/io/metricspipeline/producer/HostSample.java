package io.metricspipeline.producer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the host looked like at one moment, as JSON tells it: every component is a field of the contract, where units
 * and meanings stand. What is not known is null and left out.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder("schemaVersion")
public record HostSample(
        UUID producerId,
        long sequence,
        String host,
        Instant sampledAt,
        int intervalMillis,
        @Nullable Instant bootedAt,
        @Nullable Double cpuUsagePercent,
        @Nullable Double memoryUsagePercent,
        @Nullable Double diskUsagePercent,
        @Nullable Long cpuInterrupts,
        @Nullable Long cpuContextSwitches,
        @Nullable Long networkSentBytes,
        @Nullable Long networkReceivedBytes,
        @Nullable Long cpuSystemCalls,
        @Nullable Double cpuInterruptsPerSecond,
        @Nullable Double cpuContextSwitchesPerSecond,
        @Nullable Double networkSentBytesPerSecond,
        @Nullable Double networkReceivedBytesPerSecond,
        @Nullable Long memoryUsedBytes,
        @Nullable Long memoryFreeBytes,
        @Nullable Long missedTicks) {

    /** A mapper of its own: the application's may be set up by anyone, but these bytes are the contract. */
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    /** Empty when these bytes are none. */
    static Optional<HostSample> fromJson(ByteBuffer json) {
        try {
            return Optional.of(JSON.readValue(json.array(), json.arrayOffset(), json.remaining(), HostSample.class));
        } catch (JacksonException unknown) {
            return Optional.empty();
        }
    }

    byte[] toJson() {
        return JSON.writeValueAsBytes(this);
    }

    @JsonProperty
    int schemaVersion() {
        return 1;
    }
}
