package io.metricspipeline.localstack;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part that runs on the same Java as the launcher. A subclass says with which arguments, and when it is ready. */
abstract class JavaProcess implements Part {
    // Small, and compiled by C1 alone: three virtual machines start together on a machine with other work to do.
    // Without memory they end, as in the containers. Kafka's compression and OSHI call native code, which newer Javas
    // warn about.
    private static final List<String> OPTIONS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");

    private static final int KILLED = 128 + 9;

    private final String name;
    private final Path log;
    private final Watchdog watchdog;
    private List<String> options = OPTIONS;
    private @Nullable ChildProcess process;

    JavaProcess(String name, Path log, Watchdog watchdog) {
        this.name = name;
        this.log = log;
        this.watchdog = watchdog;
    }

    /** In place of those of a quick start, for measurements. */
    void startWith(List<String> javaOptions) {
        options = javaOptions;
        start();
    }

    /** Of the latest process. */
    long pid() {
        return requireNonNull(process).pid();
    }

    /** What to run, and its arguments. */
    abstract List<String> arguments();

    @Override
    public String name() {
        return name;
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(arguments());
        process = ChildProcess.start(command, log, watchdog);
    }

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop();
        }
    }

    @Override
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    @Override
    public void pause() {
        if (process != null) {
            process.pause();
        }
    }

    @Override
    public void resume() {
        if (process != null) {
            process.resume();
        }
    }

    /** Whether the latest process, which has ended, was killed: by {@link #kill}, or because it was not gone in time. */
    boolean wasKilled() {
        return process != null && process.exitStatus() == KILLED;
    }
}
