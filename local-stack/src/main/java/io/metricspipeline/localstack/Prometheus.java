package io.metricspipeline.localstack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus, this machine's own, that scrapes services on localhost by the given rules, and is asked over its API. */
public final class Prometheus implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    private final int port;
    private final ChildProcess process;

    private Prometheus(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Where it is installed, if it is. */
    public static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Scrapes each job's ports; returns when it is ready. */
    static Prometheus start(
            Path directory,
            int port,
            Map<String, List<Integer>> jobs,
            Path rules,
            Duration interval,
            Watchdog watchdog) {
        Path program = program()
                .orElseThrow(() -> new CannotStart(
                        "There is no prometheus on the PATH. Install it, on Debian: apt-get install prometheus"));
        try {
            Path configuration = Files.createDirectories(directory).resolve("prometheus.yml");
            Files.writeString(configuration, configuration(jobs, rules, interval));
            Path log = directory.resolve("prometheus.log");
            Files.write(log, new byte[0]);
            ChildProcess process = ChildProcess.start(
                    List.of(
                            program.toString(),
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=localhost:" + port,
                            "--log.level=warn"),
                    log,
                    watchdog);
            Prometheus prometheus = new Prometheus(port, process);
            prometheus.awaitReady(log);
            return prometheus;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The series that an expression has now. */
    public List<JsonNode> query(String expression) throws IOException {
        String path = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        return get(path).at("/data/result").valueStream().toList();
    }

    /** The alerts that are pending or firing. */
    public List<JsonNode> alerts() throws IOException {
        return get("/api/v1/alerts").at("/data/alerts").valueStream().toList();
    }

    /** All rules, as they were last evaluated. */
    public List<JsonNode> rules() throws IOException {
        return get("/api/v1/rules")
                .at("/data/groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    @Override
    public void close() {
        process.kill();
    }

    private void awaitReady(Path log) {
        if (!Patience.until(this::isReady, LONGEST_START)) {
            close();
            throw new CannotStart("Prometheus was not ready after " + LONGEST_START.toSeconds() + " s, see " + log);
        }
    }

    private boolean isReady() {
        try (InputStream ready = open("/-/ready")) {
            return ready.read() >= 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private JsonNode get(String path) throws IOException {
        try (InputStream answer = open(path)) {
            return JSON.readTree(answer);
        }
    }

    private InputStream open(String path) throws IOException {
        return URI.create("http://localhost:" + port + path).toURL().openStream();
    }

    private static String configuration(Map<String, List<Integer>> jobs, Path rules, Duration interval) {
        String scraped = jobs.entrySet().stream()
                .map(job -> """
                          - job_name: %s
                            metrics_path: /actuator/prometheus
                            static_configs: [{targets: [%s]}]
                        """.formatted(job.getKey(), targets(job.getValue())))
                .collect(Collectors.joining());
        return """
                global: {scrape_interval: %1$dms, scrape_timeout: %1$dms, evaluation_interval: %1$dms}
                rule_files: [%2$s]
                scrape_configs:
                """.formatted(interval.toMillis(), rules) + scraped;
    }

    private static String targets(List<Integer> ports) {
        return ports.stream().map(port -> "'localhost:" + port + "'").collect(Collectors.joining(", "));
    }
}
