package io.metricspipeline.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The public images as docker/compose.yaml and docker/Dockerfile name them, the one place that does: tests run what users
 * run.
 */
public final class Images {
    private static final Path DOCKER = Path.of("../docker");
    private static final Pattern NAME = Pattern.compile("^(?:FROM| +image:) (\\S+:\\S+)", Pattern.MULTILINE);

    private Images() {}

    /** Name and tag of the one image of this repository. */
    public static String of(String repository) {
        List<String> images =
                all().filter(image -> image.startsWith(repository + ":")).toList();
        if (images.size() != 1) {
            throw new IllegalArgumentException(repository + " should be named once in " + DOCKER + ", is: " + images);
        }
        return images.get(0);
    }

    static Stream<String> all() {
        return Stream.of("Dockerfile", "compose.yaml")
                .flatMap(file -> NAME.matcher(read(DOCKER.resolve(file))).results())
                .map((MatchResult name) -> name.group(1))
                .distinct();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
