package io.metricspipeline.producer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The network interfaces that count, in order of their names, and the bytes that all of them carried since boot. */
record NetworkTraffic(List<String> interfaces, long sent, long received) {

    static final NetworkTraffic UNKNOWN = new NetworkTraffic(List.of(), 0, 0);

    @Nullable
    Long sentBytes() {
        return interfaces.isEmpty() ? null : sent;
    }

    @Nullable
    Long receivedBytes() {
        return interfaces.isEmpty() ? null : received;
    }
}
