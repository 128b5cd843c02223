package io.metricspipeline.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The four parts of the pipeline on one machine. Starts broker and database, then both services; stops them in reverse. Once
 * closed, also in the middle of a start, nothing of it runs and nothing more is started.
 */
final class Stack implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Consumer<String> progress;
    private final DataDirectory data;
    private final Watchdog watchdog;
    private final Broker broker;
    private final Postgres postgres;
    private final ServiceProcess sink;
    private final ServiceProcess producer;
    private final Set<Part> begun = new LinkedHashSet<>();
    private volatile boolean closed;

    private Stack(StackSettings settings, DataDirectory data, Consumer<String> progress) {
        Ports ports = settings.ports();
        Path sinkJar = data.copy(settings.sinkJar(), "metrics-sink");
        Path producerJar = data.copy(settings.producerJar(), "metrics-producer");
        this.progress = progress;
        this.data = data;
        this.watchdog = Watchdog.start(data.path());
        this.broker = new Broker(data.path().resolve("kafka"), ports, data.newLog("kafka"), watchdog);
        this.postgres =
                new Postgres(data.path().resolve("postgres"), ports.postgres(), data.newLog("postgres"), watchdog);
        this.sink = new ServiceProcess(
                "metrics-sink", sinkJar, ports.sink(), settings.forSink(), data.newLog("metrics-sink"), watchdog);
        this.producer = new ServiceProcess(
                "metrics-producer",
                producerJar,
                ports.producer(),
                settings.forProducer(),
                data.newLog("metrics-producer"),
                watchdog);
    }

    /** Checks everything that can be checked before a process is started, and takes the data directory. */
    static Stack open(StackSettings settings, Consumer<String> progress) {
        DataDirectory data = DataDirectory.open(settings.data());
        try {
            Watchdog.awaitEarlier(data.path());
            settings.ports().requireFree();
            requireBuilt(settings.producerJar());
            requireBuilt(settings.sinkJar());
            Superuser.requirePostgresPossible();
            return new Stack(settings, data, progress);
        } catch (RuntimeException refused) {
            data.close();
            throw refused;
        }
    }

    void start() {
        startTogether(broker, postgres);
        startTogether(sink, producer);
    }

    /** Starts a part that was stopped or killed and waits until it is ready. */
    void restart(Part part) {
        startTogether(part);
    }

    /** A part that runs no more although nobody stopped it. */
    synchronized Optional<Part> dead() {
        return closed
                ? Optional.empty()
                : begun.stream().filter(part -> !part.isAlive()).findFirst();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            Stream.of(producer, sink, broker, postgres).filter(begun::contains).forEach(this::end);
            begun.clear();
            watchdog.close();
            data.close();
        }
    }

    Broker broker() {
        return broker;
    }

    Postgres postgres() {
        return postgres;
    }

    ServiceProcess sink() {
        return sink;
    }

    ServiceProcess producer() {
        return producer;
    }

    Path logs() {
        return data.logs();
    }

    private void startTogether(Part... parts) {
        long from = System.nanoTime();
        for (Part part : parts) {
            begin(part);
        }
        for (Part part : parts) {
            awaitReady(part, from);
            progress.accept(String.format(Locale.ROOT, "%-17s ready in %5.1f s", part.name(), secondsSince(from)));
        }
    }

    private synchronized void begin(Part part) {
        if (closed) {
            throw new PartFailed(part, "was not started, the stack is closed");
        }
        begun.add(part);
        part.start();
    }

    private void awaitReady(Part part, long from) {
        while (!part.isReady()) {
            if (closed || !part.isAlive()) {
                throw new PartFailed(part, "did not start");
            }
            if (secondsSince(from) > LONGEST_START.toSeconds()) {
                throw new PartFailed(part, "was not ready after " + LONGEST_START.toSeconds() + " s");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private void end(Part part) {
        long from = System.nanoTime();
        part.stop();
        progress.accept(String.format(Locale.ROOT, "%-17s stopped in %3.1f s", part.name(), secondsSince(from)));
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static void requireBuilt(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new CannotStart(jar + " is not there. Build it first with: mvn -DskipTests package");
        }
    }
}
