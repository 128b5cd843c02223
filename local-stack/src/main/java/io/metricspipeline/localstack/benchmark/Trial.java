package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.MeasuredProcess;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A contender, in one process or several, from its start until all of a topic is dealt with. Stops what it has started. */
final class Trial {
    private static final Duration LONGEST_REST = Duration.ofMinutes(3);

    private final Laboratory laboratory;
    private final Contender contender;
    private final EventTopic topic;
    private final String database;
    private final int processes;
    private final UsageLog log;

    private Trial(
            Laboratory laboratory,
            Contender contender,
            EventTopic topic,
            String database,
            int processes,
            CommittedOffsets offsets) {
        this.laboratory = laboratory;
        this.contender = contender;
        this.topic = topic;
        this.database = database;
        this.processes = processes;
        List<MeasuredProcess> clients = start();
        this.log = new UsageLog(laboratory.servers(), clients, offsets::sum);
        try (log) {
            awaitEnd(clients);
        } finally {
            clients.forEach(MeasuredProcess::stop);
        }
    }

    /** From the topic's beginning, whatever the database holds of it already: its name is the group's. */
    static Trial run(Laboratory laboratory, Contender contender, EventTopic topic, String database, int processes) {
        try (CommittedOffsets offsets = new CommittedOffsets(
                laboratory.servers().bootstrapServers(), topic.name(), topic.partitions(), database)) {
            offsets.reset();
            return new Trial(laboratory, contender, topic, database, processes, offsets);
        }
    }

    /** On a database of its own, which is dropped; measured by the server's commit times where it leaves rows. */
    static Measurement measure(Laboratory laboratory, Contender contender, EventTopic topic, int processes, int round)
            throws SQLException {
        String database = laboratory.freshDatabase();
        if (contender == Contender.SINK_WITHOUT_ROLLUPS) {
            laboratory.execute(database, "update metrics.upkeep set rests_until = 'infinity'");
        }
        Trial trial = run(laboratory, contender, topic, database, processes);
        Measurement measured =
                contender.writesRows() ? trial.byCommitTimes(round) : trial.byOffsets(contender.toString(), round);
        laboratory.drop(database);
        laboratory.tell(String.format(
                Locale.ROOT,
                "round %d  %-19s %,9.0f rows/s  %5.1f CPU-s/M  others %.2f cores",
                round,
                contender,
                measured.perSecond(),
                measured.totalPerMillion(),
                measured.otherCores()));
        return measured;
    }

    /** Checks that every sample has become a row. */
    Measurement byCommitTimes(int round) throws SQLException {
        Progress progress = CommitTimes.of(laboratory.servers().dataSource(database), contender.table());
        boolean complete = contender == Contender.INSERT_PER_MESSAGE
                ? progress.total() >= target()
                : progress.total() == topic.samples();
        if (!complete) {
            throw new IllegalStateException(
                    contender + " has stored " + progress.total() + " of " + topic.samples() + " samples");
        }
        return measurement(contender.toString(), round, progress);
    }

    /** By what Kafka was told: records, not rows. */
    Measurement byOffsets(String name, int round) {
        return measurement(name, round, log.progress());
    }

    private Measurement measurement(String name, int round, Progress progress) {
        Progress.Window window = progress.after(laboratory.settings().warmUp());
        return new Measurement(
                name,
                round,
                progress.total(),
                window.count(),
                window.seconds(),
                log.between(window.from(), window.to()),
                log.peakMemory());
    }

    private List<MeasuredProcess> start() {
        return IntStream.rangeClosed(1, processes)
                .mapToObj(number -> laboratory.contender(
                        database + "-" + contender + "-" + number, contender, topic, database, database))
                .toList();
    }

    private void awaitEnd(List<MeasuredProcess> clients) {
        long before = -1;
        long deadline = 0;
        while (!isDone()) {
            clients.forEach(MeasuredProcess::requireAlive);
            if (log.delivered() > before) {
                before = log.delivered();
                deadline = System.nanoTime() + LONGEST_REST.toNanos();
            } else if (!contender.readsFile() && deadline - System.nanoTime() < 0) {
                throw new IllegalStateException(contender + " stands still at " + before + " of " + target());
            }
            Pause.during(Duration.ofMillis(100));
        }
    }

    private boolean isDone() {
        return contender.readsFile() ? Files.exists(laboratory.doneFile(database)) : log.delivered() >= target();
    }

    private long target() {
        return contender == Contender.INSERT_PER_MESSAGE
                ? Math.min(laboratory.settings().insertEvents(), topic.records())
                : topic.records();
    }
}
