package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One operating-system process that writes to a log file, does not hear the terminal and never outlives the launcher. */
final class ChildProcess {
    // Ctrl-C and hang-up reach the whole terminal group, but the launcher stops its children in order. The command
    // begins
    // only when the launcher has written a line, after the watchdog knows the pid: no instant in which it could be
    // orphaned.
    private static final String WRAPPER = "trap '' INT HUP; read -r _ && exec \"$@\" </dev/null";
    private static final int SECONDS_TO_STOP = 5;

    private final Process process;
    private final Watchdog watchdog;

    private ChildProcess(Process process, Watchdog watchdog) {
        this.process = process;
        this.watchdog = watchdog;
    }

    static ChildProcess start(List<String> command, Path log, Watchdog watchdog) {
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", WRAPPER, "child"));
        wrapped.addAll(command);
        try {
            Process process = new ProcessBuilder(wrapped)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            watchdog.watch(process.pid());
            try (OutputStream begin = process.getOutputStream()) {
                begin.write("begin\n".getBytes(StandardCharsets.US_ASCII));
            }
            return new ChildProcess(process, watchdog);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void stop() {
        process.destroy();
        if (!endsWithin(SECONDS_TO_STOP)) {
            process.destroyForcibly();
        }
        exitStatus();
    }

    void kill() {
        process.destroyForcibly();
        exitStatus();
    }

    void pause() {
        Signal.STOP.send(process.pid());
    }

    void resume() {
        Signal.CONT.send(process.pid());
    }

    /** Waits for the end. */
    int exitStatus() {
        int status = process.onExit().join().exitValue();
        watchdog.forget(process.pid());
        return status;
    }

    private boolean endsWithin(int seconds) {
        return process.onExit()
                .thenApply(ended -> true)
                .completeOnTimeout(false, seconds, TimeUnit.SECONDS)
                .join();
    }
}
