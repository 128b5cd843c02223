package io.metricspipeline.localstack.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** When the rows of a table became visible, by the clock of the server that committed them. */
final class CommitTimes {
    private CommitTimes() {}

    static Progress of(DataSource database, String table) throws SQLException {
        // stored_at is now(): the begin of the transaction.
        String question = "select pg_xact_commit_timestamp(xmin), count(*), min(stored_at) from " + table
                + " group by xmin order by 1";
        List<Progress.Step> steps = new ArrayList<>();
        Instant begun = Instant.MAX;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            while (row.next()) {
                steps.add(new Progress.Step(time(row, 1), row.getLong(2)));
                begun = time(row, 3).isBefore(begun) ? time(row, 3) : begun;
            }
        }
        return new Progress(begun, steps);
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
