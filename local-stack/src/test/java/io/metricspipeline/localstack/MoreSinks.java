package io.metricspipeline.localstack;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Further sinks beside the one of a stack, with its settings and some of their own. */
final class MoreSinks implements AutoCloseable {
    private final StackSettings settings;
    private final Path directory;
    private final Watchdog watchdog;
    private final List<ServiceProcess> started = new ArrayList<>();

    MoreSinks(StackSettings settings, Path directory) {
        this.settings = settings;
        this.directory = directory;
        this.watchdog = Watchdog.start(directory);
    }

    /** Returns when it is ready. */
    ServiceProcess start(String name, String... more) {
        List<String> arguments = new ArrayList<>(settings.forSink());
        arguments.addAll(List.of(more));
        ServiceProcess sink = new ServiceProcess(
                name, settings.sinkJar(), Ports.free().sink(), arguments, directory.resolve(name + ".log"), watchdog);
        started.add(sink);
        sink.start();
        await().atMost(Duration.ofMinutes(5)).until(sink::isReady);
        return sink;
    }

    @Override
    public void close() {
        started.forEach(Part::kill);
        watchdog.close();
    }
}
