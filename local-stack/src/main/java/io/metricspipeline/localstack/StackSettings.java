package io.metricspipeline.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a stack is made from.
 *
 * @param data directory of everything that is kept between runs, and of the logs
 * @param ports where each part listens, on localhost only
 * @param interval between two samples
 * @param hostName under which the samples are stored; null: the system's
 * @param fleet how many simulated hosts send samples besides this machine
 * @param producerJar the packaged metrics-producer
 * @param sinkJar the packaged metrics-sink
 */
record StackSettings(
        Path data,
        Ports ports,
        Duration interval,
        @Nullable String hostName,
        int fleet,
        Path producerJar,
        Path sinkJar) {

    String bootstrapServers() {
        return "localhost:" + ports.kafka();
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + ports.postgres() + "/" + Postgres.DATABASE;
    }

    List<String> forProducer() {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.address=localhost");
        arguments.add("--spring.kafka.bootstrap-servers=" + bootstrapServers());
        arguments.add("--producer.spool.directory=" + data.resolve("spool"));
        arguments.add("--producer.interval=" + interval.toMillis() + "ms");
        if (hostName != null) {
            arguments.add("--producer.host-name=" + hostName);
        }
        if (fleet > 0) {
            arguments.add("--producer.sources=host,fleet");
            arguments.add("--producer.fleet.hosts=" + fleet);
            arguments.add("--producer.fleet.name-prefix=" + FleetArrival.PREFIX);
        }
        return arguments;
    }

    List<String> forSink() {
        return List.of(
                "--server.address=localhost",
                "--sink.page.port=" + ports.page(),
                "--spring.kafka.bootstrap-servers=" + bootstrapServers(),
                "--spring.datasource.url=" + jdbcUrl(),
                "--spring.datasource.username=" + Postgres.USER);
    }
}
