package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@link Browsers} in a process of their own, so that what they cost is not the sink's; all of them are connected. */
final class PageAudience implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final BufferedReader answers;
    private final int size;

    /** Each looks at a host of its own. */
    PageAudience(int port, List<String> hosts) throws IOException, URISyntaxException {
        Path classes = Path.of(Browsers.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                Browsers.class.getName(),
                Integer.toString(port)));
        command.addAll(hosts);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        size = hosts.size();
        await().atMost(PATIENCE).until(() -> heard().all());
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** Since this was asked last. */
    Heard heard() throws IOException {
        process.getOutputStream().write('?');
        process.getOutputStream().flush();
        String[] answer =
                requireNonNull(answers.readLine(), "the browsers have ended").split(" ", 2);
        return new Heard(Integer.parseInt(answer[0]) == size, Long.parseLong(answer[1]));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** @param all whether every browser has heard something */
    record Heard(boolean all, long bytes) {}
}
