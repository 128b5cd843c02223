package io.metricspipeline.localstack.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** One way from the topic into the table. All but the sink live in metrics-sink/src/benchmark, and are run on the sink's jar. */
enum Contender {
    SINK("the sink as shipped"),
    SINK_WITHOUT_ROLLUPS("the same, whose rollups rest for ever"),
    REWRITTEN_BATCH("JDBC batch, rewritten to INSERTs of many rows, ON CONFLICT DO NOTHING"),
    UNNEST("INSERT from an array for each column, ON CONFLICT DO NOTHING"),
    INSERT_PER_MESSAGE("an INSERT and a COMMIT for each message"),
    COPY("one COPY of all rows, prepared beforehand, into the same table"),
    COPY_WITHOUT_KEY("the same into a table without key: the limit"),
    DECODE_ONLY("reads and decodes, writes nothing");

    static final String TABLE = "metrics.host_sample";
    static final String TABLE_WITHOUT_KEY = "metrics.sample_without_key";

    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";
    private static final String PROGRAM = "io.metricspipeline.sink.Contender";

    private final String meaning;

    Contender(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    boolean readsFile() {
        return this == COPY || this == COPY_WITHOUT_KEY;
    }

    boolean writesRows() {
        return this != DECODE_ONLY;
    }

    String table() {
        return this == COPY_WITHOUT_KEY ? TABLE_WITHOUT_KEY : TABLE;
    }

    /** What to give to Java, before the settings, which all take alike. */
    List<String> program(Path sinkJar, Path contendersJar) {
        return this == SINK || this == SINK_WITHOUT_ROLLUPS
                ? List.of("-jar", sinkJar.toString())
                : program(sinkJar, contendersJar, readsFile() ? COPY.toString() : toString());
    }

    /** Prepares the file that {@link #readsFile} is about, and ends. */
    static List<String> rowsProgram(Path sinkJar, Path contendersJar) {
        return program(sinkJar, contendersJar, "rows");
    }

    private static List<String> program(Path sinkJar, Path contendersJar, String way) {
        return List.of(
                "-Dloader.main=" + PROGRAM, "-Dloader.path=" + contendersJar, "-cp", sinkJar.toString(), LAUNCHER, way);
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
