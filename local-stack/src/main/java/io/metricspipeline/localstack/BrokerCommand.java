package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What the broker's own process runs: formats its directory the first time, serves until SIGTERM. Started by {@link Broker}. */
@Command(name = "broker", hidden = true, description = "Runs one Kafka broker; started by run.")
final class BrokerCommand implements Callable<Integer> {
    // A broker refuses a directory that was formatted for another cluster.
    static final String CLUSTER_ID = "bWV0cmljcy1waXBlbGluZQ";

    @Parameters(index = "0", description = "Kafka's server.properties.")
    private Path properties = Path.of("");

    @Parameters(index = "1", description = "Made when the broker serves.")
    private Path readyFile = Path.of("");

    @Override
    public Integer call() throws Exception {
        KafkaConfig config = new KafkaConfig(read(properties), false);
        format(config.logDirs().get(0));
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop-broker"));
        server.startup();
        Files.createFile(readyFile);
        server.awaitShutdown();
        return 0;
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void format(String directory) throws Exception {
        new Formatter()
                .setPrintStream(System.out)
                .setNodeId(1)
                .setClusterId(CLUSTER_ID)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory)
                .addDirectory(directory)
                .setIgnoreFormatted(true)
                .run();
    }
}
