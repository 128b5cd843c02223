package io.metricspipeline.localstack;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** How far the database says that a partition has come into it, and its rejects into the dead-letter topic. */
record SinkProgress(long stored, long deadLettered) {
    /** By the number of the partition. */
    static Map<Integer, SinkProgress> of(UUID topicId, DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select partition, stored, dead_lettered from metrics.watermark where topic_id = ?")) {
            statement.setObject(1, topicId);
            Map<Integer, SinkProgress> progress = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    progress.put(row.getInt(1), new SinkProgress(row.getLong(2), row.getLong(3)));
                }
            }
            return progress;
        }
    }

    /** Nothing of a partition that no sink has read yet. */
    static SinkProgress in(Map<Integer, SinkProgress> progress, TopicPartition partition) {
        return progress.getOrDefault(partition.partition(), new SinkProgress(0, 0));
    }

    /** Every record below is done with. */
    long done() {
        return Math.min(stored, deadLettered);
    }
}
