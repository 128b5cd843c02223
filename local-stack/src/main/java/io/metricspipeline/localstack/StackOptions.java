package io.metricspipeline.localstack;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command with a stack of its own shares, and the settings that they make. */
final class StackOptions {
    private static final int LARGEST_FLEET = 100_000;

    @Option(names = "--kafka-port", paramLabel = "<port>", description = "Kafka (1-65535; default ${DEFAULT-VALUE}).")
    private int kafkaPort = 19092;

    @Option(
            names = "--kafka-controller-port",
            paramLabel = "<port>",
            description = "Kafka's controller (1-65535; default ${DEFAULT-VALUE}).")
    private int kafkaControllerPort = 19093;

    @Option(
            names = "--postgres-port",
            paramLabel = "<port>",
            description = "PostgreSQL (1-65535; default ${DEFAULT-VALUE}).")
    private int postgresPort = 15432;

    @Option(
            names = "--producer-port",
            paramLabel = "<port>",
            description = "Health and meters of metrics-producer (1-65535; default ${DEFAULT-VALUE}).")
    private int producerPort = 8081;

    @Option(
            names = "--sink-port",
            paramLabel = "<port>",
            description = "Health and meters of metrics-sink (1-65535; default ${DEFAULT-VALUE}).")
    private int sinkPort = 8082;

    @Option(
            names = "--page-port",
            paramLabel = "<port>",
            description = "The live page (1-65535; default ${DEFAULT-VALUE}).")
    private int pagePort = 8080;

    @Option(
            names = "--interval",
            paramLabel = "<time>",
            converter = Interval.class,
            description = "Time between two samples (100ms to 1h; units ms, s, m, h; default 500ms).")
    private Duration interval = Duration.ofMillis(500);

    @Option(
            names = "--host-name",
            paramLabel = "<name>",
            description = "Name to store the samples under (1-253 characters; default: this machine's).")
    private @Nullable String hostName;

    @Option(
            names = "--fleet",
            paramLabel = "<hosts>",
            description =
                    "Simulated hosts besides this machine, a sample a second each (0-100000; default ${DEFAULT-VALUE}).")
    private int fleet;

    @Option(
            names = "--data",
            paramLabel = "<directory>",
            description =
                    "Topics, rows, logs and copies of the jars, kept between runs (default: .local-stack in the project directory).")
    private Path data = Build.projectDirectory().resolve(".local-stack");

    @Option(
            names = "--producer-jar",
            paramLabel = "<file>",
            description = "Packaged metrics-producer (default: the one that the build has made).")
    private Path producerJar = Build.serviceJar("metrics-producer");

    @Option(
            names = "--sink-jar",
            paramLabel = "<file>",
            description = "Packaged metrics-sink (default: the one that the build has made).")
    private Path sinkJar = Build.serviceJar("metrics-sink");

    StackSettings settings() {
        Ports ports = new Ports(kafkaPort, kafkaControllerPort, postgresPort, producerPort, sinkPort, pagePort);
        if (hostName != null && (hostName.isBlank() || hostName.length() > 253)) {
            throw new CannotStart("--host-name must have 1 to 253 characters.");
        }
        if (fleet < 0 || fleet > LARGEST_FLEET) {
            throw new CannotStart("--fleet must be 0 to " + LARGEST_FLEET + ".");
        }
        return new StackSettings(
                data.toAbsolutePath().normalize(), ports, interval, hostName, fleet, producerJar, sinkJar);
    }
}
