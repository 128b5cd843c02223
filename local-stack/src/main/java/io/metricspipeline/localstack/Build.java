package io.metricspipeline.localstack;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where things are: the project directory, what the build has left there, and the images' options for Java. */
public final class Build {
    private static final String PROGRAM = "local-stack.jar";

    private Build() {}

    /** The nearest directory above the working directory, else above this program, that holds the modules. */
    public static Path projectDirectory() {
        return Stream.of(Path.of("").toAbsolutePath(), program())
                .flatMap(start -> Stream.iterate(Optional.of(start), Optional::isPresent, Build::parent))
                .flatMap(Optional::stream)
                .filter(directory -> Files.exists(directory.resolve("metrics-producer/pom.xml")))
                .findFirst()
                .orElse(Path.of("").toAbsolutePath());
    }

    static Path serviceJar(String module) {
        return projectDirectory().resolve(module).resolve("target").resolve(module + ".jar");
    }

    /** What the images tell Java, for its command line to name after an @. */
    public static Path imageOptions() {
        return projectDirectory().resolve("docker/jvm.options");
    }

    /** This program as child processes can run it: the jar whose manifest names its libraries. */
    static Path program() {
        try {
            Path location = Path.of(LocalStack.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(location) ? location.resolveSibling(PROGRAM) : location;
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<Path> parent(Optional<Path> directory) {
        return directory.map(Path::getParent);
    }
}
