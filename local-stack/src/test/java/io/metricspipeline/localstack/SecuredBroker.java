package io.metricspipeline.localstack;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker that takes nobody without TLS and a SCRAM login. */
final class SecuredBroker extends JavaProcess {
    private final Path directory;

    private SecuredBroker(Path directory, Path log, Watchdog watchdog) {
        super("Kafka", log, watchdog);
        this.directory = directory;
    }

    static SecuredBroker in(
            Path directory, Ports ports, Certificates certificates, Logins logins, Path log, Watchdog watchdog)
            throws Exception {
        Files.createDirectories(directory);
        format(directory.resolve("data"), logins);
        SecuredBroker broker = new SecuredBroker(directory, log, watchdog);
        Files.writeString(broker.propertiesFile(), broker.properties(ports, certificates, logins));
        return broker;
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

    /** Logins must exist before the first start: there is no other way in to make them. */
    private static void format(Path data, Logins logins) throws Exception {
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId(BrokerCommand.CLUSTER_ID)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setScramArguments(logins.scram())
                .run();
    }

    private Path propertiesFile() {
        return directory.resolve("server.properties");
    }

    private Path readyFile() {
        return directory.resolve("ready");
    }

    private String properties(Ports ports, Certificates certificates, Logins logins) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@localhost:%2$d
                listeners=SECURED://localhost:%1$d,CONTROLLER://localhost:%2$d
                listener.security.protocol.map=SECURED:SASL_SSL,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=SECURED
                sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
                sasl.enabled.mechanisms=SCRAM-SHA-512
                listener.name.secured.scram-sha-512.sasl.jaas.config=%3$s
                ssl.keystore.type=PEM
                ssl.keystore.location=%4$s
                ssl.truststore.type=PEM
                ssl.truststore.location=%5$s
                log.dirs=%6$s
                auto.create.topics.enable=false
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.dedupe.buffer.size=2097152
                """.formatted(
                        ports.kafka(),
                        ports.kafkaController(),
                        logins.jaas(Logins.BROKER),
                        certificates.server(),
                        certificates.authority(),
                        directory.resolve("data"));
    }
}
