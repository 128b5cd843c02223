package io.metricspipeline.localstack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A base backup of a running server, by PostgreSQL's low-level interface: the files are copied while they change, and the
 * log makes them whole when the copy is started.
 */
final class BaseBackup {
    private static final String LOG_FILES = "pg_wal";
    private static final Set<String> OF_THE_RUNNING_SERVER = Set.of("postmaster.pid", "postmaster.opts");

    private final Path cluster;
    private final Path copy;

    private BaseBackup(Path cluster, Path copy) {
        this.cluster = cluster;
        this.copy = copy;
    }

    static BaseBackup take(DataSource server, Path cluster, Path copy) throws IOException, SQLException {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('test', fast => true)");
            copyTree(cluster, copy, true);
            try (ResultSet stop =
                    statement.executeQuery("select labelfile from pg_backup_stop(wait_for_archive => false)")) {
                stop.next();
                Files.writeString(copy.resolve("backup_label"), stop.getString(1));
            }
            // Last, so that the copy has everything that was logged until the stop.
            copyTree(cluster.resolve(LOG_FILES), copy.resolve(LOG_FILES), false);
        }
        return new BaseBackup(cluster, copy);
    }

    /** In the place of the server's files; the server must not run. */
    void restore() throws IOException {
        try (Stream<Path> files = Files.walk(cluster)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
        Files.move(copy, cluster);
    }

    private static void copyTree(Path from, Path to, boolean withoutLogFiles) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path target = to.resolve(from.relativize(directory));
                if (!Files.exists(target)) {
                    Files.copy(directory, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                boolean logFile = withoutLogFiles && relative.startsWith(LOG_FILES);
                if (!logFile && !OF_THE_RUNNING_SERVER.contains(relative.toString())) {
                    try {
                        Files.copy(file, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException deletedMeanwhile) {
                        // Its deletion is in the log.
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
