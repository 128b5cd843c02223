package io.metricspipeline.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A producer that notes what it takes, each of its processes in a file of its own, and whose processes' ends are known. */
final class ProducerProcess extends ServiceProcess {
    private final Path takenLogs;
    private final List<TakenLog> logs = new CopyOnWriteArrayList<>();

    ProducerProcess(
            String name, Path jar, int port, List<String> settings, Path takenLogs, Path log, Watchdog watchdog) {
        super(name, jar, port, settings, log, watchdog);
        this.takenLogs = takenLogs;
    }

    List<TakenLog> takenLogs() {
        return List.copyOf(logs);
    }

    @Override
    public void start() {
        logs.forEach(log -> log.ended(false));
        logs.add(new TakenLog(takenLogs.resolve(name() + "." + (logs.size() + 1) + ".jsonl")));
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        logs.forEach(log -> log.ended(wasKilled()));
    }

    @Override
    public void kill() {
        super.kill();
        logs.forEach(log -> log.ended(wasKilled()));
    }

    @Override
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(super.arguments());
        arguments.add("--producer.taken-log=" + logs.get(logs.size() - 1).file());
        return arguments;
    }
}
