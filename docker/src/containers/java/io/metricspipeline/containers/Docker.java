package io.metricspipeline.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The {@code docker} command. */
public final class Docker {
    // A first build downloads Maven's and the project's libraries.
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private Docker() {}

    /** What the command printed; fails with it when the command fails. */
    public static String run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** The same, with further environment variables. */
    public static String run(Map<String, String> environment, String... arguments) {
        try {
            Path output = Files.createTempFile("docker", ".txt");
            boolean succeeded = succeeds(LONGEST, environment, ProcessBuilder.Redirect.to(output.toFile()), arguments);
            String printed = Files.readString(output);
            Files.delete(output);
            if (!succeeded) {
                throw new AssertionError("docker " + String.join(" ", arguments) + " failed:\n" + printed);
            }
            return printed.strip();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Whether the image is here, or comes from its registry within a few minutes. */
    public static boolean has(String image) {
        return succeeds(Duration.ofSeconds(30), "image", "inspect", image)
                || succeeds(Duration.ofMinutes(3), "pull", "--quiet", image);
    }

    static boolean succeeds(Duration atMost, String... arguments) {
        try {
            return succeeds(atMost, Map.of(), ProcessBuilder.Redirect.DISCARD, arguments);
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private static boolean succeeds(
            Duration atMost, Map<String, String> environment, ProcessBuilder.Redirect output, String... arguments)
            throws IOException {
        List<String> command =
                Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            return process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }
}
