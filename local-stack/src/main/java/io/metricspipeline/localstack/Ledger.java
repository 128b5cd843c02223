package io.metricspipeline.localstack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of each producer were judged, to be compared with the whole table at the end: nothing came or went after its
 * verdict, but for what was destroyed and came again, from a spool that still had it.
 */
final class Ledger {
    private static final String ROWS_OF_PRODUCERS = """
        select p.producer_id, count(*) as rows, max(s.sequence) as last
        from metrics.host_sample s join metrics.producer p using (producer_key)
        group by p.producer_id
        """;

    private final Map<SequenceRange, Long> rows = new HashMap<>();
    private final Map<SequenceRange, Set<SampleKey>> destroyed = new HashMap<>();

    /** The latest word about a range counts. */
    void note(List<Taken> taken, Observed observed, Destroyed unread) {
        Set<SampleKey> present =
                observed.rows().stream().map(StoredSamples.Row::key).collect(Collectors.toSet());
        Map<UUID, Long> counts = observed.rows().stream()
                .collect(Collectors.groupingBy(row -> row.key().producerId(), Collectors.counting()));
        for (Taken process : taken) {
            rows.put(process.range(), counts.getOrDefault(process.range().producerId(), 0L));
            destroyed.put(
                    process.range(),
                    process.samples().stream()
                            .map(TakenSample::key)
                            .filter(key -> unread.isUnread(key) && !present.contains(key))
                            .collect(Collectors.toSet()));
        }
    }

    void compare(DataSource dataSource, Verdict verdict) throws SQLException {
        Map<UUID, Long> judged = rows.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().producerId(), Collectors.summingLong(Map.Entry::getValue)));
        cameAgain(dataSource).forEach(key -> judged.merge(key.producerId(), 1L, Long::sum));
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROWS_OF_PRODUCERS)) {
            while (row.next()) {
                UUID producerId = row.getObject("producer_id", UUID.class);
                compare(producerId, row.getLong("rows"), row.getLong("last"), judged.remove(producerId), verdict);
            }
        }
        judged.values().removeIf(count -> count == 0);
        judged.forEach((producerId, count) -> verdict.lost(producerId + ": all of its " + count + " rows"));
    }

    private Set<SampleKey> cameAgain(DataSource dataSource) throws SQLException {
        Set<SampleKey> again = destroyed.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        if (!again.isEmpty()) {
            again.retainAll(StoredSamples.keys(dataSource));
        }
        return again;
    }

    /** A process that was killed before its first note may have left its first sample. */
    private static void compare(UUID producerId, long rows, long last, @Nullable Long judged, Verdict verdict) {
        if (judged == null) {
            if (rows > 1 || last > 0) {
                verdict.invented(producerId + ": " + rows + " rows of a producer that took nothing");
            }
        } else if (rows > judged) {
            verdict.doubled(producerId + ": " + (rows - judged) + " rows more than were judged");
        } else if (rows < judged) {
            verdict.lost(producerId + ": " + (judged - rows) + " rows fewer than were judged");
        }
    }
}
