package io.metricspipeline.localstack;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The disk of PostgreSQL, which goes down when its log cannot go on, and stays down until it is started. */
final class PostgresDiskVictim implements Victim {
    /** More than there are files kept for reuse. */
    private static final int MOST_LOG_FILES = 100;

    private final Disk disk;
    private final Postgres postgres;

    PostgresDiskVictim(Disk disk, Postgres postgres) {
        this.disk = disk;
        this.postgres = postgres;
    }

    @Override
    public int suffer(Fault fault) throws IOException {
        disk.fill();
        try {
            if (fault.kind() == FaultKind.LOG_FULL) {
                askForLogFiles();
            }
            Patience.during(fault.lasts());
        } finally {
            disk.empty();
        }
        if (!postgres.isAlive()) {
            postgres.start();
        }
        return 0;
    }

    private void askForLogFiles() {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (int file = 0; file < MOST_LOG_FILES; file++) {
                statement.execute("select pg_logical_emit_message(false, 'faults', 'a file with nothing in it stays')");
                statement.execute("select pg_switch_wal()");
            }
        } catch (SQLException down) {
            // As it was meant to be.
        }
    }
}
