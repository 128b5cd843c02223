package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Each query of docs/ANALYSE.md, as {@code bi_reader}, on data about which the answer is known: see analysts.sql. */
class ExampleQueriesIT {

    private static final AnalystsDatabase DATABASE = AnalystsDatabase.SMALL;
    private static final LocalDate YESTERDAY = DATABASE.owner
            .sql("select max(date_utc) - 1 from bi.host_minute")
            .query(LocalDate.class)
            .single();

    private final Map<String, String> queries;

    ExampleQueriesIT() throws IOException {
        queries = ExampleQueries.read();
    }

    @Test
    void thereAreTwelve() {
        assertThat(queries).hasSize(12);
    }

    @Test
    void findsTheBusiestHosts() {
        assertThat(ask("Busiest hosts of the last seven days"))
                .extracting(row -> row.get("host"))
                .containsExactly("host-5", "host-6", "host-4", "host-3", "host-2", "host-1");
    }

    @Test
    void findsTheBusyHoursOfWorkdaysAndTheQuietOnes() {
        List<Map<String, Object>> hours = ask("95th percentile of CPU by day of the week and hour");

        assertThat(hours).hasSize(7 * 24);
        double ordinary = percentile(hours, 3, 20);
        assertThat(percentile(hours, 3, 10) - ordinary).isCloseTo(20, within(1.0));
        assertThat(percentile(hours, 6, 10) - ordinary).isCloseTo(0, within(1.0));
        assertThat(percentile(hours, 3, 3) - ordinary).isCloseTo(-5, within(1.0));
    }

    @Test
    void sumsUpTheNetworksBytesByDay() {
        assertThat(ask("Network traffic by host and day"))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("host", "host-2")
                        .containsEntry("date_utc", Date.valueOf(YESTERDAY))
                        .containsEntry("sent_bytes", 172_800_000L)
                        .containsEntry("received_bytes", 345_600_000L));
    }

    @Test
    void findsTheHourWithoutSamples() {
        assertThat(ask("Gaps: whole minutes without a sample"))
                .singleElement(InstanceOfAssertFactories.MAP)
                .containsEntry("host", "host-3")
                .containsEntry("minutes", 60);
    }

    @Test
    void findsTheDaysThatAreNotComplete() {
        assertThat(ask("Completeness by host and day"))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("host", "host-3")
                        .containsEntry("date_utc", Date.valueOf(YESTERDAY))
                        .containsEntry("completeness_percent", 93.75))
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("host", "host-4")
                        .containsEntry("date_utc", Date.valueOf(YESTERDAY))
                        .containsEntry("completeness_percent", 0.0))
                .allSatisfy(row -> assertThat(row.get("host")).isIn("host-3", "host-4"));
    }

    @Test
    void foretellsWhichDiskWillBeFullAndWhen() {
        List<Map<String, Object>> disks = ask("When will disks be full?");

        assertThat(disks).extracting(row -> row.get("host")).containsExactly("host-1");
        assertThat(number(disks.get(0), "percent_per_day")).isCloseTo(1, within(0.01));
        assertThat(number(disks.get(0), "days_left")).isCloseTo(20, within(0.1));
    }

    @Test
    void findsTheHostWithTheLeastMemoryLeft() {
        Map<String, Object> tightest = ask("Memory headroom").get(0);

        assertThat(tightest).containsEntry("host", "host-6").containsEntry("used_bytes_max", 14_400_000_000L);
        assertThat(number(tightest, "headroom_percent")).isCloseTo(10, within(0.01));
    }

    @Test
    void findsTheQuietestHour() {
        assertThat(ask("Quietest hours of the day").get(0)).containsEntry("hour_utc", 3);
    }

    @Test
    void findsTheHostThatIsBusierThanTheWeekBefore() {
        Map<String, Object> host =
                ask("The last seven days and the seven before").get(0);

        assertThat(host).containsEntry("host", "host-5");
        assertThat(number(host, "change")).isCloseTo(10, within(0.1));
    }

    @Test
    void findsTheHostThatFellSilent() {
        assertThat(ask("Hosts not seen for an hour"))
                .singleElement(InstanceOfAssertFactories.MAP)
                .containsEntry("host", "host-4")
                .containsEntry("hours_ago", 72);
    }

    @Test
    void findsTheStormOfInterrupts() {
        assertThat(ask("Storms of interrupts"))
                .singleElement(InstanceOfAssertFactories.MAP)
                .containsEntry("host", "host-2")
                .containsEntry("interrupts_per_second_max", 50_000.0);
    }

    @Test
    void tellsHowLateEachHostsSamplesAre() {
        List<Map<String, Object>> hosts = ask("How late are samples?");

        assertThat(hosts)
                .extracting(row -> row.get("host"))
                .containsExactly("host-6", "host-5", "host-3", "host-2", "host-1");
        assertThat(number(hosts.get(0), "latency_seconds_avg")).isCloseTo(0.6, within(0.001));
        assertThat(number(hosts.get(0), "samples")).isBetween(1.0, 960.0);
    }

    private List<Map<String, Object>> ask(String title) {
        return DATABASE.reader
                .sql(Objects.requireNonNull(queries.get(title), title))
                .query()
                .listOfRows();
    }

    private static double percentile(List<Map<String, Object>> hours, int weekday, int hour) {
        return hours.stream()
                .filter(row -> number(row, "weekday") == weekday && number(row, "hour_utc") == hour)
                .mapToDouble(row -> number(row, "cpu_percent_p95"))
                .findFirst()
                .orElseThrow();
    }

    private static double number(Map<String, Object> row, String column) {
        return ((Number) Objects.requireNonNull(row.get(column), column)).doubleValue();
    }
}
