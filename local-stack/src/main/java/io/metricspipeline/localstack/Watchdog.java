package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A small shell process that holds one end of a pipe and ends everything it was told to watch when the launcher dies, also by
 * kill -9. Its working directory is the data directory; watched files are named relative to it.
 */
final class Watchdog implements AutoCloseable {
    private static final String PID_FILE = "watchdog.pid";
    private static final int SECONDS_TO_FINISH = 10;

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    static Watchdog start(Path data) {
        try {
            Process process = new ProcessBuilder("sh", "-c", inItsOwnSession(), "watchdog", script())
                    .directory(data.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Files.writeString(data.resolve(PID_FILE), Long.toString(process.pid()));
            return new Watchdog(process);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits until the watchdog of an earlier launcher has ended what that one left. */
    static void awaitEarlier(Path data) {
        try {
            String pid = Files.readString(data.resolve(PID_FILE));
            ProcessHandle.of(Long.parseLong(pid))
                    .filter(Watchdog::isShell)
                    .ifPresent(earlier -> earlier.onExit()
                            .completeOnTimeout(earlier, SECONDS_TO_FINISH, TimeUnit.SECONDS)
                            .join());
        } catch (IOException neverRanHere) {
            // Then there is nobody to wait for.
        }
    }

    void watch(long pid) {
        tell("watch " + pid);
    }

    void watch(String pidFile) {
        tell("watch " + pidFile);
    }

    void forget(long pid) {
        tell("forget " + pid);
    }

    void forget(String pidFile) {
        tell("forget " + pidFile);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // Then there is nobody to dismiss.
        }
    }

    private synchronized void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException failure) {
            throw new UncheckedIOException("The watchdog is gone", failure);
        }
    }

    // Where there is setsid (not on macOS), killing the launcher's whole process group does not reach the watchdog.
    private static String inItsOwnSession() {
        return "command -v setsid >/dev/null && exec setsid sh -c \"$1\" watchdog; exec sh -c \"$1\" watchdog";
    }

    private static String script() throws IOException {
        try (InputStream script =
                Objects.requireNonNull(Watchdog.class.getResourceAsStream("watchdog.sh"), "watchdog.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean isShell(ProcessHandle process) {
        return process.info().command().filter(name -> name.endsWith("sh")).isPresent();
    }
}
