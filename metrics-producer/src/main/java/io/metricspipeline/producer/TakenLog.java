package io.metricspipeline.producer;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * For proofs: a line for each sample taken, in a file that the system itself never reads, after the sample was
 * appended. One write a line and no fsync, so that it outlives the process but not the machine. Without its setting it
 * does nothing.
 */
@Component
@OnSource(SourceName.HOST)
final class TakenLog {

    private final @Nullable OutputStream file;

    TakenLog(ProducerProperties properties) throws FileNotFoundException {
        this.file = properties.takenLog() == null ? null : new FileOutputStream(properties.takenLog(), true);
    }

    /**
     * @param durable false when the sample is in memory only, and dies with this process
     */
    void taken(HostSample sample, boolean durable) {
        if (file == null) {
            return;
        }
        String json = new String(sample.toJson(), StandardCharsets.UTF_8);
        String line = "{\"durable\":" + durable + ",\"sample\":" + json + "}\n";
        try {
            file.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
