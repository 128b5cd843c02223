package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code local-stack run} in a process of its own, with its output in a file, and every process that came from it. */
final class Launcher implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Path data;
    private final Path output;
    private final Process process;
    private List<ProcessHandle> family = List.of();

    private Launcher(Path data, Path output, Process process) {
        this.data = data;
        this.output = output;
        this.process = process;
    }

    static Launcher run(Path data, Ports ports, String... more) throws IOException {
        Path output = Files.createTempFile(data, "output", ".txt");
        List<String> command = new ArrayList<>(hearingInterrupts());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Build.program().toString(),
                "run",
                "--data=" + data.resolve("stack"),
                "--interval=100ms",
                "--kafka-port=" + ports.kafka(),
                "--kafka-controller-port=" + ports.kafkaController(),
                "--postgres-port=" + ports.postgres(),
                "--producer-port=" + ports.producer(),
                "--sink-port=" + ports.sink(),
                "--page-port=" + ports.page()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Launcher(data, output, process);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void awaitOutput(String text) {
        await().atMost(LONGEST_WAIT).untilAsserted(() -> {
            assertThat(output()).contains(text);
        });
    }

    /** Of this text, one that is not there yet. */
    void awaitNewOutput(String text) throws IOException {
        int begin = output().length();
        await().atMost(LONGEST_WAIT).untilAsserted(() -> {
            assertThat(output().substring(begin)).contains(text);
        });
    }

    /** A line that was not yet there: one sample taken after this was called, at the latest the second to come. */
    void awaitNewSample() throws IOException {
        long lines = output().lines().count();
        await().atMost(LONGEST_WAIT).until(() -> output().lines().count() > lines + 1);
    }

    /** Stops a service where it is (SIGSTOP); known by the copy of its jar that it runs from. */
    void pauseService(String name) {
        String jar = data.resolve("stack/jars").resolve(name + ".jar").toString();
        ProcessHandle service = process.toHandle()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(jar))
                .findFirst()
                .orElseThrow();
        Signal.STOP.send(service.pid());
    }

    /** Sends a signal to the launcher alone, having noted what runs. */
    void end(String signal) throws IOException {
        family = Stream.concat(process.toHandle().descendants(), postgres()).toList();
        assertThat(family).hasSizeGreaterThan(5);
        new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
                .start()
                .onExit()
                .join();
    }

    int exitStatus() {
        return process.onExit()
                .orTimeout(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)
                .join()
                .exitValue();
    }

    void awaitNoProcessLeft() {
        await().atMost(LONGEST_WAIT).untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        process.destroy();
        exitStatus();
    }

    /** A build that runs in the background ignores SIGINT, and so would what it starts. */
    private static List<String> hearingInterrupts() throws IOException {
        List<String> prefix = List.of("env", "--default-signal=INT");
        Process trial = new ProcessBuilder("env", "--default-signal=INT", "true")
                .redirectErrorStream(true)
                .start();
        return trial.onExit().join().exitValue() == 0 ? prefix : List.of();
    }

    private Stream<ProcessHandle> postgres() throws IOException {
        Path pidFile = data.resolve("stack/postgres/data/postmaster.pid");
        try (Stream<String> lines = Files.lines(pidFile, StandardCharsets.UTF_8)) {
            ProcessHandle postmaster = lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    .orElseThrow();
            return Stream.concat(Stream.of(postmaster), postmaster.descendants());
        }
    }
}
