package io.metricspipeline.localstack.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import javax.sql.DataSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How long it was from sampling to the visible row, in milliseconds, for the samples of a stretch of time. */
record Delay(double p50, double p99, double most, long samples) {
    /** By the server's commit times: to be asked when the last of these samples has come. */
    static Delay of(DataSource database, Instant from, Instant to) throws SQLException {
        String question = "select percentile_cont(array[0.5, 0.99, 1.0]) within group (order by"
                + " extract(epoch from pg_xact_commit_timestamp(xmin) - sampled_at) * 1e3), count(*)"
                + " from " + Contender.TABLE + " where sampled_at >= '" + from + "' and sampled_at < '" + to + "'";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            long samples = row.getLong(2);
            if (samples == 0) {
                throw new IllegalStateException("No sample from " + from + " to " + to + " was stored");
            }
            Double[] millis = (Double[]) row.getArray(1).getArray();
            return new Delay(millis[0], millis[1], millis[2], samples);
        }
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("p50Millis", Figure.rounded(p50))
                .put("p99Millis", Figure.rounded(p99))
                .put("mostMillis", Figure.rounded(most))
                .put("samples", samples);
    }
}
