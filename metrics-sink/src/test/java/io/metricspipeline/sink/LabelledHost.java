package io.metricspipeline.sink;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host that does not exist, sampled once a second, and the truth about it. Usual are: noise with a memory, the course of a
 * day, a job that makes the CPU busy for four seconds in every five minutes, single seconds far off, samples that are
 * missing. In each hour but the first, something happens to it, of which the labels say whether and where it is an anomaly.
 */
final class LabelledHost {

    /** What happens; to which column of {@code bi.sample}, if it is an anomaly; for how many seconds. */
    enum Incident {
        SPIKES("cpu_percent", 60),
        SHIFT("cpu_percent", 600),
        LASTING_SHIFT("cpu_percent", 900),
        STANDSTILL("cpu_percent", 240),
        STUCK("cpu_percent", 300),
        TRAFFIC("net_received_bytes_per_second", 120),
        MEMORY("memory_percent", 300),
        DRIFT("", 3_000),
        SILENCE("", 600),
        NOTHING("", 0);

        private final String metric;
        private final int seconds;

        Incident(String metric, int seconds) {
            this.metric = metric;
            this.seconds = seconds;
        }

        boolean isAnomaly() {
            return !metric.isEmpty();
        }
    }

    record Label(Incident incident, Instant from, Instant to) {

        String metric() {
            return incident.metric;
        }
    }

    static final int HOUR = 3_600;

    final Events events = new Events();
    final List<Label> labels = new ArrayList<>();

    private final Random random;
    private final Instant start;
    private final double phase;
    private double noise;
    private double traffic;
    private double level;

    LabelledHost(long seed, Instant start) {
        this.random = new Random(seed);
        this.start = start;
        this.phase = random.nextDouble() * 2 * Math.PI;
    }

    /** All of its samples, in their order. */
    void live(int hours, Consumer<ObjectNode> sink) {
        List<Incident> incidents = new ArrayList<>();
        long sequence = 0;
        for (int hour = 0; hour < hours; hour++) {
            if (incidents.isEmpty()) {
                incidents.addAll(List.of(Incident.values()));
                Collections.shuffle(incidents, random);
            }
            Incident incident = hour == 0 ? Incident.NOTHING : incidents.remove(0);
            int from = hour * HOUR + random.nextInt(300);
            double size = random.nextDouble();
            double frozen = 20 + 40 * size;
            if (incident.isAnomaly()) {
                labels.add(new Label(incident, start.plusSeconds(from), start.plusSeconds(from + incident.seconds)));
            }
            for (int second = hour * HOUR; second < (hour + 1) * HOUR; second++) {
                if (incident == Incident.LASTING_SHIFT && second == from) {
                    level = level > 0 ? 0 : 15 + 15 * size;
                }
                boolean happens = second >= from && second < from + incident.seconds;
                ObjectNode event = usual(second, sequence);
                if (happens) {
                    strike(incident, event, second - from, size, frozen);
                }
                if (!(happens && incident == Incident.SILENCE) && random.nextInt(200) > 0) {
                    sequence++;
                    sink.accept(event);
                }
            }
        }
    }

    private ObjectNode usual(int second, long sequence) {
        double day = Math.sin(2 * Math.PI * second / 86_400 + phase);
        noise = 0.8 * noise + 1.2 * random.nextGaussian();
        traffic = 0.7 * traffic + 0.35 * random.nextGaussian();
        double job = second % 300 < 4 ? 35 : 0;
        double leap = random.nextInt(500) == 0 ? 40 * random.nextDouble() : 0;
        double busy = percent(18 + 10 * day + noise + job + leap + level);
        double flow = 300_000 * (1.5 + day) * Math.exp(traffic);
        return events.event(sequence)
                .put(
                        "sampledAt",
                        start.plusSeconds(second)
                                .plusMillis(random.nextInt(200))
                                .toString())
                .put("intervalMillis", 1_000)
                .put("cpuUsagePercent", busy)
                .put("memoryUsagePercent", percent(45 + 10.0 * second / 86_400 + 2 * day + 0.2 * random.nextGaussian()))
                .put("diskUsagePercent", percent(60 + 3.0 * second / 86_400))
                .put("networkReceivedBytesPerSecond", flow)
                .put("networkSentBytesPerSecond", flow / 3)
                .put("cpuInterruptsPerSecond", 2_000 + 40 * busy + 100 * Math.abs(random.nextGaussian()))
                .put("cpuContextSwitchesPerSecond", 4_000 + 80 * busy + 300 * Math.abs(random.nextGaussian()));
    }

    private void strike(Incident incident, ObjectNode event, int second, double size, double frozen) {
        double busy = event.path("cpuUsagePercent").asDouble();
        switch (incident) {
            case SPIKES -> event.put("cpuUsagePercent", percent(busy + (second % 5 < 4 ? 25 + 30 * size : 0)));
            case SHIFT -> event.put("cpuUsagePercent", percent(busy + 8 + 22 * size));
            case STANDSTILL -> event.put("cpuUsagePercent", 0.5 * random.nextDouble());
            case STUCK -> event.put("cpuUsagePercent", frozen);
            case TRAFFIC ->
                event.put(
                        "networkReceivedBytesPerSecond",
                        event.path("networkReceivedBytesPerSecond").asDouble() * (4 + 8 * size));
            case MEMORY ->
                event.put(
                        "memoryUsagePercent",
                        percent(event.path("memoryUsagePercent").asDouble() + 6 + 20 * size));
            case DRIFT -> event.put("cpuUsagePercent", percent(busy + 15.0 * Math.min(second, 3_000 - second) / 1_500));
            // The level has changed, or there is no sample.
            case LASTING_SHIFT, SILENCE, NOTHING -> {}
        }
    }

    private static double percent(double value) {
        return Math.max(0, Math.min(100, value));
    }
}
