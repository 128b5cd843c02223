package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The views on raw samples and on the pipeline itself, with the samples of analysts.sql and four days of partitions. */
class AnalystViewsIT {

    private static final AnalystsDatabase DATABASE = AnalystsDatabase.SMALL;

    @Test
    void haveNoTypeThatAToolMayNotKnow() {
        assertThat(DATABASE.reader
                        .sql("select distinct data_type from information_schema.columns where table_schema = 'bi'")
                        .query(String.class)
                        .list())
                .isSubsetOf(
                        "text", "bigint", "integer", "double precision", "boolean", "timestamp with time zone", "date");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select avg(cpu_percent) from bi.sample where sampled_at >= now() - interval '3 minutes'",
                "select avg(cpu_percent) from bi.sample where host = 'host-2' and sampled_at >= now() - interval '3 minutes'",
                "select count(*) from bi.sample_last_24_hours where sampled_at >= now() - interval '3 minutes'"
            })
    void readOnlyTheDaysThatAreAskedFor(String query) {
        // At midnight these are two.
        assertThat(partitionsRead(query)).hasSizeBetween(1, 2);
    }

    @Test
    void theLast24HoursAreTwoDaysAtMost() {
        assertThat(partitionsRead("select count(*) from bi.sample_last_24_hours"))
                .hasSizeBetween(1, 2);
        assertThat(partitionsRead("select count(*) from bi.sample"))
                .as("without a range")
                .hasSize(4);
    }

    @Test
    void theLatencyOfHalfAnHourReadsThatAlone() {
        assertThat(samplesRead("select * from bi.latency_by_minute where minute >= now() - interval '30 minutes'"))
                .isBetween(5 * 60 * 20L, 5 * 60 * 31L);
    }

    @Test
    void theNewestSampleIsOneLookForEachHost() {
        String query = "select * from bi.sample_newest";

        assertThat(samplesRead(query)).isEqualTo(5);
        List<Map<String, Object>> newest = DATABASE.reader.sql(query).query().listOfRows();
        assertThat(newest)
                .hasSize(AnalystsDatabase.HOSTS)
                .allSatisfy(
                        row -> assertThat(row.get("sampled_at") == null).isEqualTo("host-4".equals(row.get("host"))));
    }

    @Test
    void aLossIsShownWithWhatArrivedAllTheSame() {
        DATABASE.owner.sql("""
                        insert into metrics.loss (producer_key, from_sequence, to_sequence, reason) values (1, 100, 199, 'spool_full');
                        insert into metrics.covered values (1, '{[0,120),[150,160),[300,400)}');
                        """).update();

        assertThat(DATABASE.reader.sql("select * from bi.sample_loss").query().singleRow())
                .containsEntry("host", "host-1")
                .containsEntry("samples", 100L)
                .containsEntry("arrived", 30L)
                .containsEntry("reason", "spool_full");
    }

    @Test
    void rejectsAreCountedByDayAndReason() {
        DATABASE.owner.sql("""
                        insert into metrics.rejected (topic_id, partition, record_offset, reason, detail, record_written_at, rejected_at)
                        select gen_random_uuid(), 0, n, case when n < 3 then 'future' else 'malformed' end, '', now(),
                               '2026-01-01T23:00Z'::timestamptz + n * interval '20 minutes'
                        from generate_series(0, 4) as n
                        """).update();

        assertThat(DATABASE.reader
                        .sql("select date_utc || ' ' || reason || ' ' || records from bi.reject_by_reason order by 1")
                        .query(String.class)
                        .list())
                .containsExactly("2026-01-01 future 3", "2026-01-02 malformed 2");
    }

    private static List<String> partitionsRead(String query) {
        return scans(query)
                .map(line -> line.replaceAll(".* on (host_sample_\\d+) .*", "$1"))
                .distinct()
                .toList();
    }

    private static long samplesRead(String query) {
        return scans(query).mapToLong(AnalystViewsIT::rows).sum();
    }

    private static long rows(String line) {
        double[] each = Stream.of(line.replaceAll(".*actual rows=([0-9.]+) loops=([0-9]+).*", "$1 $2")
                        .split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return Math.round(each[0] * each[1]);
    }

    /** The plan's lines for the partitions that the executor did not leave out. */
    private static Stream<String> scans(String query) {
        return DATABASE
                .owner
                .sql("explain (analyze, timing off, costs off) " + query)
                .query(String.class)
                .list()
                .stream()
                .filter(line -> line.contains(" on host_sample_"))
                .filter(line -> !line.contains("Bitmap Index Scan") && !line.contains("never executed"));
    }
}
