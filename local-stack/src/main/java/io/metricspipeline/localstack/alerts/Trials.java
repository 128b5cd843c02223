package io.metricspipeline.localstack.alerts;

import io.metricspipeline.localstack.TroubledStack;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A fault for each alert; some make several fire. What stays missing comes last. */
final class Trials {
    private static final Duration RIGHT = Duration.ZERO;

    /** While a minute waits: when none does, the next one to wait may be an hour that is due in ten minutes. */
    private static final String LOCK = """
            do $$
            begin
                loop
                    perform from metrics.upkeep where waiting_since < clock_timestamp() for update;
                    exit when found;
                    perform pg_sleep(0.1);
                end loop;
            end
            $$
            """;

    static List<Trial> all() {
        return List.of(
                Trial.of(
                        "all producers killed",
                        TroubledStack::killProducers,
                        "MetricsProducersAbsent",
                        "MetricsProducerSilent"),
                Trial.of("SIGSTOP of producer-1, two thirds of the time", TroubledStack::stutter, "MetricsTicksMissed"),
                Trial.of(
                        "disk of producer-1's spool full, Kafka a black hole",
                        Trials::fillSpoolDisk,
                        "MetricsSpoolNotWritten"),
                Trial.of(
                        "Kafka a black hole, producer-2 with a spool of 1 MB",
                        Trials::silenceKafka,
                        "MetricsKafkaOutOfReach",
                        "MetricsProducerSpools",
                        "MetricsSpoolNearFull",
                        "MetricsSamplesLost"),
                Trial.of("all sinks killed", TroubledStack::killSinks, "MetricsSinksAbsent", "MetricsSinkSilent"),
                Trial.of(
                        "sink-2 in a new group, told to fail without offsets",
                        stack -> stack.replaceSink(
                                "--spring.kafka.consumer.group-id=nobody",
                                "--spring.kafka.consumer.auto-offset-reset=none"),
                        "MetricsListenerStopped"),
                Trial.of("a column renamed", Trials::renameColumn, "MetricsOperatorNeeded"),
                Trial.of("a constraint that no sample keeps", Trials::constrain, "MetricsBreakerOpen"),
                Trial.of("the rollups' function renamed", Trials::renameFunction, "MetricsUpkeepFails"),
                Trial.of("the rollups' lock held", stack -> stack.holdOpen(LOCK), "MetricsRollupsAreLate"),
                Trial.of("an old day, and a reader that stays", Trials::keepOldDay, "MetricsRetentionIsLate"),
                Trial.of("archive_command fails", TroubledStack::failToArchive, "MetricsArchiveIsBehind"),
                Trial.of("the newest backup two days old", Trials::ageBackup, "MetricsBackupIsOld"),
                Trial.of(
                        "a load in which one in a hundred is bad",
                        stack -> stack.load(200, RIGHT),
                        "MetricsRecordsRejected"),
                Trial.of(
                        "a load whose clock is 20 s behind",
                        stack -> stack.load(1_000, Duration.ofSeconds(-20)),
                        "MetricsLatencyIsHigh"),
                Trial.of(
                        "a load whose clock is 6 h behind",
                        stack -> stack.load(1_000, Duration.ofHours(-6)),
                        "MetricsSamplesAreOld"),
                Trial.of("rows deleted", Trials::deleteRows, "MetricsGapFound"),
                Trial.of("base backup restored", TroubledStack::restoreDatabase, "MetricsDatabaseWentBack"),
                Trial.of(
                        "PostgreSQL refuses connections, under load",
                        Trials::refusePostgres,
                        "MetricsWritesAreRetried",
                        "MetricsSinkStoresNothing",
                        "MetricsLagGrows",
                        "MetricsSinkIsBehind",
                        "MetricsStreamIsBehind"),
                Trial.of("unread records deleted", TroubledStack::deleteUnread, "MetricsRecordsUnread"));
    }

    /** What Kafka acknowledges would give room again. */
    private static void fillSpoolDisk(TroubledStack stack) {
        stack.silenceKafka();
        stack.fillSpoolDisk();
    }

    private static void silenceKafka(TroubledStack stack) {
        stack.replaceProducer("--producer.spool.max-size=1MB");
        stack.silenceKafka();
    }

    private static void renameColumn(TroubledStack stack) throws SQLException {
        stack.execute(
                List.of("alter table metrics.host_sample rename column missed_ticks to missed"),
                List.of("alter table metrics.host_sample rename column missed to missed_ticks"));
    }

    private static void constrain(TroubledStack stack) throws SQLException {
        stack.execute(
                List.of("alter table metrics.host_sample add constraint idle check (memory_used_bytes < 0) not valid"),
                List.of("alter table metrics.host_sample drop constraint idle"));
    }

    private static void renameFunction(TroubledStack stack) throws SQLException {
        stack.execute(
                List.of("alter function metrics.roll_up() rename to rolled_up"),
                List.of("alter function metrics.rolled_up() rename to roll_up"));
    }

    private static void keepOldDay(TroubledStack stack) throws SQLException {
        stack.execute(List.of("select metrics.ensure_partition(current_date - 17)"), List.of());
        stack.holdOpen("select count(*) from metrics.host_sample");
    }

    private static void ageBackup(TroubledStack stack) throws SQLException {
        stack.execute(
                List.of(
                        "create schema backup",
                        "create function backup.newest() returns timestamptz language sql"
                                + " return now() - interval '2 days'"),
                List.of("drop schema backup cascade"));
    }

    /** Of the last moments, before the rollups have counted them. */
    private static void deleteRows(TroubledStack stack) throws SQLException {
        stack.readAgainInTheEnd();
        stack.execute(
                List.of("delete from metrics.host_sample where sampled_at > now() - interval '5 seconds'"), List.of());
    }

    private static void refusePostgres(TroubledStack stack) throws Exception {
        stack.load(5_000, RIGHT);
        stack.refusePostgres();
        stack.stream(20_000);
    }

    private Trials() {}
}
