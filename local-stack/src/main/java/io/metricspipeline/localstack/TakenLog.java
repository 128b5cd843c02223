package io.metricspipeline.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The side file of one producer process: a line for each sample that it took, which the system itself never reads. Read piece by
 * piece, as it grows; a line without an end is not yet there.
 */
final class TakenLog {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private long position;
    private @Nullable UUID producerId;
    private long next;
    private volatile @Nullable Ending ending;
    private boolean finished;

    TakenLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** The first word about it is the right one. */
    void ended(boolean killed) {
        if (ending == null) {
            ending = killed ? Ending.KILLED : Ending.BY_ITSELF;
        }
    }

    /** What was noted since the last call; nothing once the end has been told. */
    Optional<Taken> readOn() {
        // Asked before the file is read: afterwards more could have been written before the end.
        Ending end = ending;
        List<TakenSample> samples = newLines().stream().map(TakenLog::parse).toList();
        boolean nothingNew = samples.isEmpty() && (end == null || finished);
        finished = end != null;
        if (!samples.isEmpty()) {
            producerId = samples.get(0).key().producerId();
        }
        if (nothingNew || producerId == null) {
            return Optional.empty();
        }
        long from = next;
        next = samples.isEmpty() ? next : samples.get(samples.size() - 1).key().sequence() + 1;
        SequenceRange range = new SequenceRange(producerId, from, finished ? SequenceRange.OPEN : next - 1);
        return Optional.of(new Taken(range, samples, end == Ending.KILLED));
    }

    private List<String> newLines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (InputStream content = Files.newInputStream(file)) {
            content.skipNBytes(position);
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            position += whole.getBytes(StandardCharsets.UTF_8).length;
            return whole.lines().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static TakenSample parse(String line) {
        JsonNode noted = JSON.readTree(line);
        return new TakenSample(
                PublishedSample.of(noted.get("sample")),
                noted.get("durable").booleanValue(),
                noted.has("bad") ? noted.get("bad").stringValue() : "");
    }

    private enum Ending {
        BY_ITSELF,
        KILLED
    }
}
