package io.metricspipeline.localstack;

import static io.metricspipeline.localstack.ComposeProject.LONGEST_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.metricspipeline.containers.Docker;
import io.metricspipeline.containers.NeedsImages;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The restore drill: backups and docker/restore as docker/BACKUP.md tells, in a stack through which samples flow. */
@ExtendWith(NeedsImages.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RestoreDrillIT {
    private static final String BACKUP = "/opt/backup/backup";

    private final Set<String> abandoned = new HashSet<>();

    @AutoClose
    private ComposeProject project;

    @BeforeAll
    void prepareAndBuild(@TempDir Path directory) throws Exception {
        project = new ComposeProject(directory);
        project.close();
        project.compose("build");
    }

    @BeforeEach
    void upWithAFirstBackup() {
        project.compose("up", "--wait", "backup", "sink", "producer");
    }

    /**
     * The second time there is a backup that the first one made obsolete: newer than where the history was left. It must not
     * count as one of the two that are kept, since the restore needs the one before.
     */
    @RepeatedTest(2)
    void everyRowUpToTheTimeIsBackAndTheRunningSinkFillsTheRest() throws Exception {
        String sink = project.container("sink");
        project.awaitMoreRows();
        Set<SampleKey> before = StoredSamples.keys(project.dataSource("postgres"));
        Instant time = now();
        project.awaitMoreRows();
        project.compose("exec", "--env=BACKUPS_KEPT=2", "backup", BACKUP, "now");
        project.awaitMoreRows();
        Instant end = now();
        assertThat(storedBetween(time, end)).hasSizeGreaterThanOrEqualTo(8);

        assertThatThrownBy(() -> project.restore(time.toString())).hasMessageContaining("runs, and is not touched");
        project.compose("stop", "postgres");
        String said = project.restore(time.toString());
        project.compose("up", "--wait", "postgres");
        System.out.println(said);

        assertThat(said).contains("Restored");
        abandoned.forEach(backup -> assertThat(said).doesNotContain(backup));
        assertThat(storedBetween(Instant.EPOCH, time)).containsAll(before);
        assertThat(storedBetween(time, end)).isEmpty();
        project.awaitMoreRows();
        project.stopProducerAndAssertEveryEventOnce();
        assertThat(storedBetween(end, now())).hasSizeGreaterThanOrEqualTo(8);
        assertThat(project.container("sink")).isEqualTo(sink);
        assertThat(Docker.run("inspect", "--format={{.RestartCount}}", sink)).isEqualTo("0");
        assertThat(project.compose("exec", "postgres", "ls", "/var/lib/postgresql/18"))
                .contains("docker.before-restore-");
        abandoned.add(newestBackup());
    }

    @Test
    void theNewestStateHoldsWhatAKilledServerHadStillToArchive() throws Exception {
        project.awaitMoreRows();
        project.compose("stop", "sink");
        Set<SampleKey> before = StoredSamples.keys(project.dataSource("postgres"));

        project.compose("kill", "postgres");
        project.restore();
        project.compose("up", "--wait", "postgres");

        assertThat(StoredSamples.keys(project.dataSource("postgres"))).isEqualTo(before);
        project.compose("up", "--wait", "sink");
        project.stopProducerAndAssertEveryEventOnce();
    }

    /** The lost one is on a later timeline than the empty one, which has the same name and archives into the same place. */
    @Test
    void aLostServerIsRestoredAfterAnEmptyOneHasComeInItsPlace() throws Exception {
        project.compose("stop", "sink", "postgres");
        project.restore();
        project.compose("up", "--wait", "postgres");
        Set<SampleKey> before = StoredSamples.keys(project.dataSource("postgres"));
        project.compose("stop", "postgres");
        project.compose("run", "--rm", "--no-deps", "postgres", "sh", "-c", "mv $PGDATA $PGDATA.lost");
        project.compose("up", "--wait", "postgres");

        assertThatThrownBy(() -> project.compose("exec", "backup", BACKUP, "now"))
                .hasMessageContaining("is another server's");
        project.compose("stop", "postgres");
        assertThat(project.restore()).contains("of another server than the backups", "Restored");
        project.compose("up", "--wait", "postgres");

        assertThat(StoredSamples.keys(project.dataSource("postgres"))).isEqualTo(before);
        project.compose("exec", "backup", BACKUP, "now");
    }

    @Test
    void doesNotRestoreWhileABackupIsMade() {
        project.compose("stop", "postgres");
        project.compose("exec", "--detach", "backup", "flock", ".lock", "sleep", "infinity");

        await().atMost(LONGEST_WAIT)
                .untilAsserted(() -> assertThatThrownBy(() -> project.restore())
                        .hasMessageContaining("a backup or another restore runs"));
        project.compose("restart", "--timeout=5", "backup");
    }

    @Test
    void refusesATimeThatItCannotRestore() {
        project.compose("stop", "postgres");

        assertThatThrownBy(() -> project.restore("soon")).hasMessageContaining("say the time like this");
        assertThatThrownBy(() -> project.restore("2026-11-21 10:15:00")).hasMessageContaining("with its zone");
        assertThatThrownBy(() -> project.restore("2999-01-01 00:00:00+00")).hasMessageContaining("has not come yet");
        assertThatThrownBy(() -> project.restore("2020-01-01 00:00:00+00"))
                .hasMessageContaining("no backup was complete before 2020-01-01");
    }

    @Test
    void keepsAsManyBackupsAsItIsToldAndTheArchiveThatTheyNeed() {
        for (int backup = 0; backup < 3; backup++) {
            project.compose("run", "--rm", "--no-deps", "--env=BACKUPS_KEPT=2", "backup", BACKUP, "now");
        }

        List<String> backups = list("base");
        assertThat(backups).hasSize(2);
        String label = inBackups("cat", "base/" + backups.get(0) + "/backup_label");
        String needed = label.replaceAll("(?s).*START WAL LOCATION: \\S+ \\(file (\\w+)\\).*", "$1");
        assertThat(list("wal"))
                .contains(needed + ".gz")
                .filteredOn(file -> file.length() == needed.length() + 3)
                .allSatisfy(file -> assertThat(file.substring(8)).isGreaterThanOrEqualTo(needed.substring(8)));
    }

    @Test
    void theArchiveOverwritesNothing() {
        String keep = "/opt/backup/archive keep /tmp/file test";

        assertThat(inServer("rm -f /backups/wal/test.gz; echo one > /tmp/file; " + keep + "; " + keep + "; echo $?"))
                .isEqualTo("0");
        assertThat(inServer("echo two > /tmp/file; " + keep + " || zcat /backups/wal/test.gz"))
                .contains("stays as it is")
                .endsWith("one");
        inServer("rm /backups/wal/test.gz");
    }

    @Test
    void theSinkTellsHowOldArchiveAndBackupAre() throws Exception {
        Instant start = now();

        await().atMost(LONGEST_WAIT).untilAsserted(() -> {
            assertThat(meter("sink_database_archived_timestamp_seconds")).isGreaterThan(start.getEpochSecond());
            assertThat(meter("sink_database_backup_timestamp_seconds"))
                    .isEqualTo(Instant.parse(newestBackup()).getEpochSecond());
        });
    }

    @Test
    void whatABackupLeftUnfinishedIsNotTakenForOne() throws Exception {
        project.compose("exec", "backup", "mkdir", "-p", "base/.unverified", "base/.forgotten");

        assertThat(askServer("select backup.newest()")).isEqualTo(Instant.parse(newestBackup()));
        project.compose("exec", "backup", BACKUP, "now");
        assertThat(inBackups("ls", "-A", "base")).doesNotContain(".unverified", ".forgotten");
    }

    /** In whole seconds. */
    private long meter(String name) throws Exception {
        return project.get("sink", 8082, "", "/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private String newestBackup() {
        List<String> backups = list("base");
        return backups.get(backups.size() - 1);
    }

    private List<String> list(String directory) {
        return inBackups("ls", directory).lines().toList();
    }

    private String inBackups(String... command) {
        return project.compose(Stream.concat(Stream.of("exec", "-T", "backup"), Stream.of(command))
                .toArray(String[]::new));
    }

    private String inServer(String commands) {
        return project.compose("exec", "-T", "postgres", "sh", "-c", commands);
    }

    private Instant now() throws Exception {
        return askServer("select clock_timestamp()");
    }

    private Instant askServer(String question) throws Exception {
        try (Connection connection = project.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getTimestamp(1).toInstant();
        }
    }

    /** By the clock of the database: what is filled in from Kafka after a restore is stored after it. */
    private Set<SampleKey> storedBetween(Instant after, Instant upTo) throws Exception {
        String query =
                "select producer_id, sequence from metrics.host_sample join metrics.producer using (producer_key)"
                        + " where stored_at > '" + after + "' and stored_at <= '" + upTo + "'";
        Set<SampleKey> keys = new HashSet<>();
        try (Connection connection = project.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                keys.add(key(row));
            }
        }
        return keys;
    }

    private static SampleKey key(ResultSet row) throws SQLException {
        return new SampleKey(row.getObject("producer_id", UUID.class), row.getLong("sequence"));
    }
}
