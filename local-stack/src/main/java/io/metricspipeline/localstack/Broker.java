package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One Kafka broker that is its own controller (KRaft), on a fixed port; its topics outlive it. */
final class Broker extends JavaProcess {
    private final Path directory;
    private final Ports ports;
    private final String moreProperties;

    Broker(Path directory, Ports ports, Path log, Watchdog watchdog) {
        this(directory, ports, "", log, watchdog);
    }

    /** With properties that stand after the others, and win. */
    Broker(Path directory, Ports ports, String moreProperties, Path log, Watchdog watchdog) {
        super("Kafka", log, watchdog);
        this.directory = directory;
        this.ports = ports;
        this.moreProperties = moreProperties;
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(readyFile());
            Files.writeString(propertiesFile(), properties() + moreProperties);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        super.start();
    }

    @Override
    public boolean isReady() {
        return Files.exists(readyFile());
    }

    @Override
    List<String> arguments() {
        return List.of(
                "-cp",
                Build.program().toString(),
                LocalStack.class.getName(),
                "broker",
                propertiesFile().toString(),
                readyFile().toString());
    }

    private Path propertiesFile() {
        return directory.resolve("server.properties");
    }

    private Path readyFile() {
        return directory.resolve("ready");
    }

    private String properties() {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%2$d
                listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.dedupe.buffer.size=2097152
                """.formatted(
                        ports.kafka(),
                        ports.kafkaController(),
                        directory.resolve("data").toString().replace("\\", "\\\\"));
    }
}
