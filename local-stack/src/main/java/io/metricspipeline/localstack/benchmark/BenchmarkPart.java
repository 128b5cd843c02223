package io.metricspipeline.localstack.benchmark;

import java.util.Locale;

/** The parts of the benchmark, as they are written on the command line. */
enum BenchmarkPart {
    THROUGHPUT("Contenders on a preloaded topic"),
    REDELIVERY("The sink and duplicates"),
    SCALE("More partitions, more sinks"),
    PRODUCER("What sampling costs the host"),
    LATENCY("From the sample to the row"),
    FLEET("A fleet, stretch by stretch"),
    MEMORY("Memory over time");

    private final String title;

    BenchmarkPart(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    Experiment experiment() {
        return switch (this) {
            case THROUGHPUT -> new Throughput();
            case REDELIVERY -> new Redelivery();
            case SCALE -> new Scale();
            case PRODUCER -> new ProducerCost();
            case LATENCY -> new Latency();
            case FLEET -> new Steadiness();
            case MEMORY -> new Memory();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
