package io.metricspipeline.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The services of a fault run: their jars, further settings of all sinks, and those that lead them through the proxies. */
record FaultServices(Path producerJar, Path sinkJar, List<String> forSinks) {
    static final String TAKEN = "taken";

    FaultServices(Path producerJar, Path sinkJar) {
        this(producerJar, sinkJar, List.of());
    }

    void requireBuilt() {
        for (Path jar : List.of(producerJar, sinkJar)) {
            if (!Files.isRegularFile(jar)) {
                throw new CannotStart(jar + " is not there. Build it first with: mvn -DskipTests package");
            }
        }
    }

    /** More settings stand after the others, and win. */
    ProducerProcess producer(int number, FaultPorts ports, DataDirectory data, Watchdog watchdog, String... more) {
        String name = "producer-" + number;
        return new ProducerProcess(
                name,
                producerJar,
                ports.producer(number),
                with(
                        more,
                        "--server.address=localhost",
                        "--spring.kafka.bootstrap-servers=localhost:" + ports.kafkaProxy(),
                        "--producer.interval=100ms",
                        "--producer.host-name=" + name,
                        "--producer.spool.directory=" + spool(number, data)),
                data.newDirectory(TAKEN),
                data.newLog(name),
                watchdog);
    }

    static Path spool(int number, DataDirectory data) {
        return data.path().resolve("spool-" + number);
    }

    ServiceProcess sink(int number, FaultPorts ports, DataDirectory data, Watchdog watchdog, String... more) {
        String name = "sink-" + number;
        return new ServiceProcess(
                name,
                sinkJar,
                ports.sink(number),
                with(
                        Stream.concat(forSinks.stream(), Stream.of(more)).toArray(String[]::new),
                        "--server.address=localhost",
                        "--sink.page.enabled=false",
                        "--spring.kafka.bootstrap-servers=localhost:" + ports.kafkaProxy(),
                        "--spring.datasource.url=jdbc:postgresql://localhost:" + ports.postgresProxy() + "/"
                                + Postgres.DATABASE,
                        "--spring.datasource.username=" + Postgres.USER,
                        // A kill is noticed soon, and a pause becomes a rebalance.
                        "--spring.kafka.consumer.properties.session.timeout.ms=3000",
                        "--spring.kafka.consumer.properties.heartbeat.interval.ms=1000"),
                data.newLog(name),
                watchdog);
    }

    private static List<String> with(String[] more, String... settings) {
        return Stream.concat(Stream.of(settings), Stream.of(more)).toList();
    }
}
