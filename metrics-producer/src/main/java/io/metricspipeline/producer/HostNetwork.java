package io.metricspipeline.producer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the traffic of the host from inside a container, whose own interfaces carry only its own: process 1 of the
 * host's /proc sees the host's. When it cannot be read it says so once and gives no values.
 */
final class HostNetwork {

    private static final Logger log = LoggerFactory.getLogger(HostNetwork.class);

    private static final int HEADER_LINES = 2;
    private static final int RECEIVED = 0;
    private static final int SENT = 8;

    private final Path counters;
    private boolean failing;

    HostNetwork(Path proc) {
        this.counters = proc.resolve("1/net/dev");
    }

    NetworkTraffic read() {
        try {
            NetworkTraffic traffic = parse(Files.readAllLines(counters));
            failing = false;
            return traffic;
        } catch (IOException | RuntimeException failure) {
            failed(failure);
            return NetworkTraffic.UNKNOWN;
        }
    }

    private static NetworkTraffic parse(List<String> lines) {
        Map<String, String[]> byName = new TreeMap<>();
        for (String line : lines.subList(HEADER_LINES, lines.size())) {
            int colon = line.lastIndexOf(':');
            byName.put(
                    line.substring(0, colon).strip(),
                    line.substring(colon + 1).strip().split("\\s+"));
        }
        // A container's /sys knows nothing of the host's devices.
        List<String> counted = CountedInterfaces.amongNamesAlone(List.copyOf(byName.keySet()));
        byName.keySet().retainAll(counted);
        return new NetworkTraffic(counted, sum(byName.values(), SENT), sum(byName.values(), RECEIVED));
    }

    private static long sum(Collection<String[]> interfaces, int column) {
        return interfaces.stream()
                .mapToLong(values -> Long.parseLong(values[column]))
                .sum();
    }

    private void failed(Exception failure) {
        if (!failing) {
            failing = true;
            log.warn("No network traffic: {} cannot be read: {}", counters, failure.toString());
        }
    }
}
