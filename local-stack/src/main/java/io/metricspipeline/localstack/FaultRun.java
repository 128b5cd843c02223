package io.metricspipeline.localstack;

import io.metricspipeline.localstack.proxy.CommitReplies;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Schedules one after the other on one stack, which runs on between them. After each it heals the stack, draws a line under what
 * was taken so far, waits until that has arrived, and asks the oracle; what is taken later belongs to the next schedule.
 */
final class FaultRun implements AutoCloseable {
    private static final int LOAD_GENERATORS = 2;
    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(5);
    private static final Duration LONGEST_COMMIT_FAULTS = Duration.ofMinutes(30);

    private final FaultStack stack;
    private final int load;
    private final DeadLetterKeys deadLetters;
    private final Ledger ledger = new Ledger();
    private List<LoadGenerator> generators = List.of();

    /** Load is in samples a second, besides those of the producers. */
    FaultRun(FaultStack stack, int load) {
        this.stack = stack;
        this.load = load;
        this.deadLetters = new DeadLetterKeys(stack.ports().bootstrapServers());
    }

    ScheduleResult run(Schedule schedule) throws IOException {
        long begin = System.nanoTime();
        startLoad("load-" + schedule.name());
        Lanes lanes = new Lanes(schedule, stack.victims());
        lanes.run();
        Verdict verdict = healAndJudge();
        List<String> faults = Stream.of(
                        schedule.faults().stream().map(Fault::toString),
                        lanes.withoutEffect().stream().map(fault -> "without effect: " + fault),
                        stack.destroyed().words().stream())
                .flatMap(Function.identity())
                .toList();
        return new ScheduleResult(schedule.seed(), schedule.name(), faults, lanes.kills(), verdict, since(begin));
    }

    /** Answers to COMMIT that do not arrive, until so many were dropped and so many held back. */
    ScheduleResult withholdCommitReplies(int dropped, int held) throws IOException {
        long begin = System.nanoTime();
        CommitReplies commits = stack.commits();
        startLoad("load-commit-replies");
        commits.drop(dropped);
        commits.hold(held);
        if (!Patience.until(commits::isDone, LONGEST_COMMIT_FAULTS)) {
            throw new IllegalStateException(
                    "Only " + commits.dropped() + " and " + commits.held() + " COMMIT replies came by");
        }
        List<String> faults = List.of(
                commits.dropped() + " COMMIT replies dropped, connection reset",
                commits.held() + " COMMIT replies held back until the sink gave up");
        return new ScheduleResult(0, "commit-replies", faults, Map.of(), healAndJudge(), since(begin));
    }

    /** Stops the producers; then all that was ever taken is final, and the table must hold what was judged and no row more. */
    ScheduleResult end() {
        long begin = System.nanoTime();
        stack.stopProducers();
        Verdict verdict = judge();
        try {
            ledger.compare(stack.postgres().dataSource(), verdict);
        } catch (SQLException failure) {
            verdict.undeclared("The table could not be counted: " + failure);
        }
        return new ScheduleResult(0, "end", List.of(), Map.of(), verdict, since(begin));
    }

    @Override
    public void close() {
        generators.forEach(LoadGenerator::close);
        deadLetters.close();
    }

    private void startLoad(String name) throws IOException {
        generators.forEach(LoadGenerator::close);
        List<LoadGenerator> started = new ArrayList<>();
        for (int number = 1; number <= LOAD_GENERATORS && load > 0; number++) {
            started.add(new LoadGenerator(
                    name + "-" + number,
                    load / LOAD_GENERATORS,
                    stack.loadClock(),
                    "localhost:" + stack.ports().kafkaProxy(),
                    stack.takenDirectory()));
        }
        generators = started;
    }

    private Verdict healAndJudge() {
        stack.heal();
        generators.forEach(LoadGenerator::finish);
        return judge();
    }

    private Verdict judge() {
        List<Taken> taken = Stream.concat(
                        stack.takenLogs().stream(), generators.stream().map(LoadGenerator::takenLog))
                .map(TakenLog::readOn)
                .flatMap(Optional::stream)
                .toList();
        awaitCommitted();
        long deadline = System.nanoTime() + LONGEST_SETTLING.toNanos();
        Verdict verdict = Oracle.judge(taken, observe(taken), stack.destroyed());
        while (!verdict.isFinal() && deadline - System.nanoTime() > 0) {
            Patience.during(Duration.ofSeconds(1));
            verdict = Oracle.judge(taken, observe(taken), stack.destroyed());
        }
        return verdict;
    }

    /** Every record that is in the topic now. */
    private void awaitCommitted() {
        try {
            Map<TopicPartition, Long> ends = stack.topics().ends();
            Patience.until(() -> stack.topics().isCommitted(ends), LONGEST_SETTLING);
        } catch (ExecutionException | InterruptedException failure) {
            throw new IllegalStateException("Kafka does not tell where its topic ends", failure);
        }
    }

    private Observed observe(List<Taken> taken) {
        try {
            Observed observed = StoredSamples.observe(
                    stack.postgres().dataSource(),
                    taken.stream().map(Taken::range).toList(),
                    deadLetters.read());
            ledger.note(taken, observed, stack.destroyed());
            return observed;
        } catch (SQLException failure) {
            throw new IllegalStateException("PostgreSQL does not tell what it holds", failure);
        }
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
