package io.metricspipeline.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The logins of a secured stack. Every password begins with one random word, by which any of them is found again wherever it
 * should not be. The services get theirs as files, each named like the property that it sets.
 */
final class Logins {
    static final String BROKER = "broker";
    static final String PRODUCER = "metrics-producer";
    static final String SINK = "metrics-sink";
    static final String OWNER = "metrics_owner";
    static final String WRITER = "metrics_writer";

    private final String canary =
            "canary" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    String canary() {
        return canary;
    }

    String password(String login) {
        return canary + login;
    }

    /** What the broker is formatted with. */
    List<String> scram() {
        return List.of(BROKER, PRODUCER, SINK).stream()
                .map(login -> "SCRAM-SHA-512=[name=" + login + ",password=" + password(login) + "]")
                .toList();
    }

    String jaas(String login) {
        return jaas(login, password(login));
    }

    void writeFiles(Path directory) throws IOException {
        write(directory, "");
    }

    void writeFilesWithWrongPasswords(Path directory) throws IOException {
        write(directory, "-wrong");
    }

    private void write(Path directory, String suffix) throws IOException {
        Path producer = Files.createDirectories(directory.resolve(PRODUCER));
        Path sink = Files.createDirectories(directory.resolve(SINK));
        String jaasProperty = "spring.kafka.properties.sasl.jaas.config";
        Files.writeString(producer.resolve(jaasProperty), jaas(PRODUCER, password(PRODUCER) + suffix));
        Files.writeString(sink.resolve(jaasProperty), jaas(SINK, password(SINK) + suffix));
        Files.writeString(sink.resolve("spring.datasource.password"), password(WRITER) + suffix);
        Files.writeString(sink.resolve("spring.flyway.password"), password(OWNER) + suffix);
    }

    private static String jaas(String login, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + login + "\" password=\""
                + password + "\";";
    }
}
