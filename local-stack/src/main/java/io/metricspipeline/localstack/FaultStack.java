package io.metricspipeline.localstack;

import io.metricspipeline.localstack.proxy.CommitReplies;
import io.metricspipeline.localstack.proxy.TcpProxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The pipeline as processes that may come and go: a broker, PostgreSQL, three producers, two sinks. The services reach both servers
 * only through proxies. Heals by starting whatever does not run and waiting until everything is ready.
 */
final class FaultStack implements AutoCloseable {
    private static final int PRODUCERS = 3;
    private static final int SINKS = 2;
    private static final Duration LONGEST_HEALING = Duration.ofMinutes(5);

    private final FaultServices services;
    private final FaultPorts ports;
    private final DataDirectory data;
    private final Watchdog watchdog;
    private final Broker broker;
    private final Postgres postgres;
    private final List<ProducerProcess> producers;
    private final List<ServiceProcess> sinks;
    private final CommitReplies commits = new CommitReplies();
    private final TcpProxy kafkaNetwork;
    private final TcpProxy postgresNetwork;
    private final Topics topics;
    private final FaultDisks disks;
    private final Destroyed destroyed = new Destroyed();
    private final WrongClock loadClock = new WrongClock();
    private boolean closed;

    private FaultStack(FaultServices services, FaultPorts ports, DataDirectory data, FaultDisks disks) {
        this.services = services;
        this.ports = ports;
        this.data = data;
        this.disks = disks;
        this.watchdog = Watchdog.start(data.path());
        this.broker = new Broker(
                data.path().resolve("kafka"), ports.forBroker(), ports.proxied(), data.newLog("kafka"), watchdog);
        this.postgres =
                new Postgres(data.path().resolve("postgres"), ports.postgres(), data.newLog("postgres"), watchdog);
        this.producers = IntStream.rangeClosed(1, PRODUCERS)
                .mapToObj(number -> services.producer(number, ports, data, watchdog))
                .toList();
        this.sinks = IntStream.rangeClosed(1, SINKS)
                .mapToObj(number -> services.sink(number, ports, data, watchdog))
                .toList();
        this.kafkaNetwork = TcpProxy.open(ports.kafkaProxy(), ports.kafkaProxied());
        this.postgresNetwork = TcpProxy.toPostgres(ports.postgresProxy(), ports.postgres(), commits);
        this.topics = new Topics(ports.bootstrapServers());
    }

    static FaultStack open(Path directory, FaultServices services) {
        return open(directory, services, false);
    }

    /** With disks of their own for what can be full, where this system allows that. */
    static FaultStack open(Path directory, FaultServices services, boolean onDisks) {
        services.requireBuilt();
        Superuser.requirePostgresPossible();
        FaultPorts ports = FaultPorts.firstFree();
        DataDirectory data = DataDirectory.open(directory);
        return new FaultStack(services, ports, data, onDisks ? FaultDisks.mountedIn(directory) : FaultDisks.none());
    }

    /** Everything runs, and runs well; only then is it called healed. */
    void heal() {
        kafkaNetwork.heal();
        postgresNetwork.heal();
        commits.heal();
        parts().forEach(Part::resume);
        if (!Patience.until(this::isWell, LONGEST_HEALING)) {
            parts().filter(part -> !part.isReady()).findFirst().ifPresent(part -> {
                throw new PartFailed(part, "was not ready after " + LONGEST_HEALING.toSeconds() + " s");
            });
        }
    }

    Map<Target, Victim> victims() {
        Map<Target, Victim> victims = new EnumMap<>(Target.class);
        victims.put(Target.BROKER, new ProcessVictim(broker));
        victims.put(Target.POSTGRES, new PostgresVictim(postgres));
        victims.put(Target.PRODUCER_1, new ProcessVictim(producers.get(0)));
        victims.put(Target.PRODUCER_2, new ProcessVictim(producers.get(1)));
        victims.put(Target.PRODUCER_3, new ProcessVictim(producers.get(2)));
        victims.put(Target.SINK_1, new ProcessVictim(sinks.get(0)));
        victims.put(Target.SINK_2, new ProcessVictim(sinks.get(1)));
        victims.put(Target.ALL_SINKS, new SinksVictim(sinks, topics));
        victims.put(Target.KAFKA_NETWORK, new NetworkVictim(kafkaNetwork, commits));
        victims.put(Target.POSTGRES_NETWORK, new NetworkVictim(postgresNetwork, commits));
        victims.put(Target.LOAD_CLOCK, new ClockVictim(loadClock));
        victims.put(Target.TOPIC, new TopicVictim(topics, sinks, kafkaNetwork, postgres.dataSource(), destroyed));
        victims.put(
                Target.SPOOL, new SpoolVictim(producers.get(1), FaultServices.spool(2, data), kafkaNetwork, destroyed));
        victims.put(Target.DATABASE, new DatabaseVictim(postgres, destroyed));
        disks.addVictims(victims, postgres);
        return victims;
    }

    /** By which the load is sampled. */
    Clock loadClock() {
        return loadClock;
    }

    Destroyed destroyed() {
        return destroyed;
    }

    CommitReplies commits() {
        return commits;
    }

    Topics topics() {
        return topics;
    }

    Postgres postgres() {
        return postgres;
    }

    FaultPorts ports() {
        return ports;
    }

    Path data() {
        return data.path();
    }

    Path takenDirectory() {
        return data.newDirectory(FaultServices.TAKEN);
    }

    List<TakenLog> takenLogs() {
        return producers.stream()
                .flatMap(producer -> producer.takenLogs().stream())
                .toList();
    }

    List<ProducerProcess> producers() {
        return producers;
    }

    List<ServiceProcess> sinks() {
        return sinks;
    }

    TcpProxy kafkaNetwork() {
        return kafkaNetwork;
    }

    TcpProxy postgresNetwork() {
        return postgresNetwork;
    }

    FaultDisks disks() {
        return disks;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** Another one for this number's place, with settings of its own; not started, and nobody's to heal. */
    ServiceProcess otherProducer(int number, String... settings) {
        return services.producer(number, ports, data, watchdog, settings);
    }

    ServiceProcess otherSink(int number, String... settings) {
        return services.sink(number, ports, data, watchdog, settings);
    }

    /** Orderly: what is taken by then is final. */
    void stopProducers() {
        producers.forEach(Part::stop);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        kafkaNetwork.close();
        postgresNetwork.close();
        topics.close();
        parts().forEach(Part::resume);
        Stream.concat(Stream.concat(producers.stream(), sinks.stream()), Stream.of(broker))
                .forEach(Part::kill);
        postgres.stop();
        watchdog.close();
        disks.close();
        data.close();
    }

    private boolean isWell() {
        List<Part> unwell = new ArrayList<>();
        for (Part part : parts().toList()) {
            if (!part.isAlive()) {
                start(part);
            }
            if (!part.isReady()) {
                unwell.add(part);
            }
            // Without the servers the services do not begin well.
            if (part == postgres && !unwell.isEmpty()) {
                return false;
            }
        }
        return unwell.isEmpty();
    }

    private synchronized void start(Part part) {
        if (!closed) {
            part.start();
        }
    }

    /** The servers first. */
    private Stream<Part> parts() {
        return Stream.concat(Stream.of(broker, postgres), Stream.concat(producers.stream(), sinks.stream()));
    }
}
