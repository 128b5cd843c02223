package io.metricspipeline.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/**
 * Rows in, all of them written that PostgreSQL takes: at once when it takes all, otherwise half by half down to the single
 * rows that it refuses. Those are handed over to be blamed. Whatever is not a row's fault is thrown.
 */
final class Bisection {

    private final Connection connection;
    private final String table;
    private final Insert insert;
    private final Blame blame;
    private int stored;
    private boolean accepted;

    Bisection(Connection connection, String table, Insert insert, Blame blame) {
        this.connection = connection;
        this.table = table;
        this.insert = insert;
        this.blame = blame;
    }

    void write(int rows) throws SQLException {
        keepRepairsOut();
        write(0, rows);
    }

    /**
     * Going back to a savepoint gives locks away. A repair that waits for the table would slip in between a refusal and the
     * sound row that is tried next, which would be taken, and the refused one be blamed.
     */
    private void keepRepairsOut() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table " + table + " in row exclusive mode");
        }
    }

    private void write(int from, int to) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            stored += insert.insert(from, to);
            connection.releaseSavepoint(before);
            accepted = true;
        } catch (SQLException failure) {
            connection.rollback(before);
            if (SqlFault.of(failure) != SqlFault.RECORD) {
                throw failure;
            }
            if (to - from == 1) {
                blame.blame(from, failure);
            } else {
                int middle = (from + to) >>> 1;
                write(from, middle);
                write(middle, to);
            }
        }
    }

    /** How many became a row; those that were one already are not among them. */
    int stored() {
        return stored;
    }

    /** Whether PostgreSQL took any of them. */
    boolean accepted() {
        return accepted;
    }

    /** Writes the rows from the first place up to the second, and tells how many are new. */
    interface Insert {
        int insert(int from, int to) throws SQLException;
    }

    /** Takes note of a row that PostgreSQL refused on its own, unless it refuses sound ones too: then it throws. */
    interface Blame {
        void blame(int row, SQLException failure) throws SQLException;
    }
}
