package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A signal that Java's own process API has no word for. */
enum Signal {
    STOP,
    CONT,
    KILL;

    /** To a process that is gone it is no failure. */
    void send(long pid) {
        try {
            new ProcessBuilder("kill", "-s", name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException noSuchCommand) {
            throw new UncheckedIOException(noSuchCommand);
        }
    }
}
