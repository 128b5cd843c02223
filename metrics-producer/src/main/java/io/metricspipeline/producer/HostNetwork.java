package io.metricspipeline.producer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads how much traffic the network interfaces of a Linux host carried. When that cannot be read it says so once and
 * gives no values. To be used by one thread at a time.
 */
final class HostNetwork {

    private static final Logger log = LoggerFactory.getLogger(HostNetwork.class);

    private static final Path DEVICES = Path.of("/sys/class/net");
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final int HEADER_LINES = 2;
    private static final int RECEIVED = 0;
    private static final int SENT = 8;

    private final ProcFile counters;
    private final UnaryOperator<List<String>> choice;
    private List<String> names = List.of();
    private List<String> counted = List.of();
    private boolean failing;

    private HostNetwork(Path counters, UnaryOperator<List<String>> choice) {
        this.counters = new ProcFile(counters);
        this.choice = choice;
    }

    /** For a producer on the host itself. */
    static HostNetwork seenFromHere(Path proc) {
        return new HostNetwork(proc.resolve("self/net/dev"), names -> CountedInterfaces.among(names, DEVICES));
    }

    /** For a producer in a container, whose own interfaces carry only its own traffic, and whose /sys knows no other device. */
    static HostNetwork seenByProcessOne(Path hostProc) {
        return new HostNetwork(hostProc.resolve("1/net/dev"), CountedInterfaces::amongNamesAlone);
    }

    NetworkTraffic read() {
        try {
            NetworkTraffic traffic = parse(counters.read().lines().toList());
            failing = false;
            return traffic;
        } catch (IOException | RuntimeException failure) {
            failed(failure);
            return NetworkTraffic.UNKNOWN;
        }
    }

    private NetworkTraffic parse(List<String> lines) {
        Map<String, String> byName = new TreeMap<>();
        for (String line : lines.subList(HEADER_LINES, lines.size())) {
            int colon = line.lastIndexOf(':');
            byName.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        byName.keySet().retainAll(countedAmong(List.copyOf(byName.keySet())));
        long received = 0;
        long sent = 0;
        for (String numbers : byName.values()) {
            String[] values = BLANKS.split(numbers, -1);
            received += Long.parseLong(values[RECEIVED]);
            sent += Long.parseLong(values[SENT]);
        }
        return new NetworkTraffic(counted, sent, received);
    }

    /** Chosen anew only when an interface came or went: a choice looks into /sys. */
    private List<String> countedAmong(List<String> present) {
        if (!present.equals(names)) {
            counted = choice.apply(present);
            names = present;
        }
        return counted;
    }

    private void failed(Exception failure) {
        if (!failing) {
            failing = true;
            log.warn("No network traffic: {} cannot be read: {}", counters.path(), failure.toString());
        }
    }
}
