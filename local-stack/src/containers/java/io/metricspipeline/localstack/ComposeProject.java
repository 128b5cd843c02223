package io.metricspipeline.localstack;

import static org.awaitility.Awaitility.await;

import io.metricspipeline.containers.Docker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * docker/ in a directory of its own, as a clone of this checkout has it, prepared as the README says; with a name and ports of
 * its own, so that it disturbs no other. Closing it removes its containers and its data.
 */
final class ComposeProject implements AutoCloseable {
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final String NAME = "metrics-pipeline-test";

    private final Path docker;
    private final Ports ports = Ports.free();

    ComposeProject(Path directory) throws Exception {
        copyCheckout(directory);
        docker = directory.resolve("docker");
        run(docker, Map.of(), "./prepare");
    }

    /** Runs {@code docker compose}, and returns what it prints. */
    String compose(String... arguments) {
        List<String> options =
                List.of("compose", "--project-directory=" + docker, "--project-name=" + NAME, "--ansi=never");
        return Docker.run(
                environment(),
                Stream.concat(options.stream(), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Runs {@code docker/restore}, and returns what it prints. */
    String restore(String... time) throws Exception {
        Map<String, String> environment = environment();
        environment.put("COMPOSE_PROJECT_NAME", NAME);
        return run(
                docker,
                environment,
                Stream.concat(Stream.of("./restore"), Stream.of(time)).toArray(String[]::new));
    }

    void awaitMoreRows() throws Exception {
        int before = StoredSamples.keys(dataSource("postgres")).size();
        await().atMost(LONGEST_WAIT)
                .ignoreExceptions()
                .until(() -> StoredSamples.keys(dataSource("postgres")).size() >= before + 4);
    }

    void stopProducerAndAssertEveryEventOnce() throws Exception {
        compose("stop", "producer");
        EveryEventOnce everyEventOnce = new EveryEventOnce(bootstrapServers(), dataSource("postgres"));
        await().atMost(LONGEST_WAIT).untilAsserted(everyEventOnce::assertNothingMissing);
        everyEventOnce.assertHolds();
    }

    String container(String service) {
        return compose("ps", "--all", "--quiet", service);
    }

    /** The body of the answer; the login, if any, is user:password. */
    String get(String service, int port, String login, String path) throws Exception {
        URI uri = URI.create("http://" + compose("port", service, Integer.toString(port)) + path);
        String credentials = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic " + credentials)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    String bootstrapServers() {
        return "localhost:" + ports.kafka();
    }

    PGSimpleDataSource dataSource(String user) throws IOException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setPortNumbers(new int[] {ports.postgres()});
        dataSource.setDatabaseName("metrics");
        dataSource.setUser(user);
        dataSource.setPassword(secret(user));
        return dataSource;
    }

    String secret(String name) throws IOException {
        return Files.readString(docker.resolve("secrets").resolve(name)).strip();
    }

    Path file(String name) {
        return docker.resolve(name);
    }

    @Override
    public void close() {
        compose("--profile=*", "down", "--volumes", "--timeout=20");
    }

    /** Kafka and PostgreSQL keep their ports while clients are connected; the others get any (0), asked for at each use. */
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_PORT", Integer.toString(ports.kafka()));
        environment.put("POSTGRES_PORT", Integer.toString(ports.postgres()));
        for (String service : List.of("PRODUCER", "SINK", "PROMETHEUS", "GRAFANA")) {
            environment.put(service + "_PORT", "0");
        }
        environment.put("FLEET", "20");
        return environment;
    }

    /** Every file that git knows or would know, changes included: no secrets, no results of a build. */
    private static void copyCheckout(Path directory) throws Exception {
        Path checkout = Build.projectDirectory();
        String files = run(checkout, Map.of(), "git", "ls-files", "--cached", "--others", "--exclude-standard");
        for (String file : files.lines()
                .filter(name -> Files.exists(checkout.resolve(name)))
                .toList()) {
            Path copy = directory.resolve(file);
            Files.createDirectories(copy.resolveSibling(""));
            Files.copy(checkout.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static String run(Path directory, Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed:\n" + output);
        }
        return output;
    }
}
