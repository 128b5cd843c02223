package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** PostgreSQL's main process, which is no child of the launcher: known by the pid file in the data directory alone. */
final class Postmaster {
    private static final int SECONDS_TO_DIE = 10;

    private final Path pidFile;

    Postmaster(Path cluster) {
        this.pidFile = cluster.resolve("postmaster.pid");
    }

    long pid() {
        return owner().orElseThrow().pid();
    }

    boolean isAlive() {
        return owner().isPresent();
    }

    boolean isPostgres() {
        return owner().flatMap(process -> process.info().command())
                .filter(name -> name.endsWith("postgres"))
                .isPresent();
    }

    /** PostgreSQL handles the pid file of a crash itself, unless the pid now belongs to a stranger. */
    void forgetStranger() throws IOException {
        if (isAlive() && !isPostgres()) {
            Files.delete(pidFile);
        }
    }

    /** Sends a signal to it and to its children. */
    void signal(Signal signal) {
        processes().forEach(process -> signal.send(process.pid()));
    }

    /** Kills it together with its children, as a power cut would. */
    void kill() {
        List<ProcessHandle> processes = processes();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit()
                .completeOnTimeout(process, SECONDS_TO_DIE, TimeUnit.SECONDS)
                .join());
    }

    private List<ProcessHandle> processes() {
        return owner().stream()
                .flatMap(owner -> Stream.concat(Stream.of(owner), owner.descendants()))
                .toList();
    }

    private Optional<ProcessHandle> owner() {
        try (Stream<String> lines = Files.lines(pidFile)) {
            return lines.findFirst()
                    .map(String::strip)
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                    .filter(ProcessHandle::isAlive);
        } catch (IOException | UncheckedIOException noPidFile) {
            return Optional.empty();
        }
    }
}
