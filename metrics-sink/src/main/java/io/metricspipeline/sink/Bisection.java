package io.metricspipeline.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Rows in, all of them written that PostgreSQL takes: at once when it takes all, otherwise half by half down to the single
 * rows that it refuses. Those are handed over to be blamed. Whatever is not a row's fault is thrown.
 */
final class Bisection {

    private final Connection connection;
    private final Insert insert;
    private final Blame blame;
    private int stored;
    private boolean accepted;

    Bisection(Connection connection, Insert insert, Blame blame) {
        this.connection = connection;
        this.insert = insert;
        this.blame = blame;
    }

    void write(int from, int to) throws SQLException {
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
