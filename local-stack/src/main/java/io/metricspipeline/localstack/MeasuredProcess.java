package io.metricspipeline.localstack;

import java.nio.file.Path;
import java.util.List;

/** Any Java program as a process whose costs can be measured: known by its pid, run with options of its own. */
public final class MeasuredProcess extends JavaProcess {
    private final List<String> arguments;

    MeasuredProcess(String name, List<String> arguments, Path log, Watchdog watchdog) {
        super(name, log, watchdog);
        this.arguments = List.copyOf(arguments);
    }

    @Override
    public long pid() {
        return super.pid();
    }

    /** Ready as soon as it runs: who waits for more knows for what. */
    @Override
    public boolean isReady() {
        return isAlive();
    }

    public void requireAlive() {
        if (!isAlive()) {
            throw new PartFailed(this, "ended");
        }
    }

    @Override
    List<String> arguments() {
        return arguments;
    }
}
