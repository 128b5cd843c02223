package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.transaction.support.TransactionTemplate;

/** What goes by its age, and what by an operator's word, while the sink runs. */
class RetentionIT {

    private static final String OLD_SAMPLES = """
            do $$ begin perform metrics.ensure_partition(d::date)
                        from unnest(array[current_date - 17, current_date - 2]) as d; end $$;
            insert into bi.host (host_id, host) values (1, 'old');
            insert into metrics.producer (producer_key, producer_id, host_id) values (1, gen_random_uuid(), 1);
            insert into metrics.producer_progress values (1, 200, true);
            insert into metrics.host_sample (host_id, sampled_at, producer_key, sequence, interval_millis)
            select 1, (current_date - 17)::timestamp at time zone 'UTC' + n * interval '1 second', 1, n, 1000
            from generate_series(0, 99) as n
            union all
            select 1, (current_date - 2)::timestamp at time zone 'UTC' + n * interval '1 second', 1, n, 1000
            from generate_series(100, 199) as n;
            insert into metrics.touched (host_id, minute)
            select distinct host_id, date_trunc('minute', sampled_at, 'UTC') from metrics.host_sample;
            """;
    private static final String OLD_ROLLUPS = """
            insert into bi.host_minute (host_id, minute, sample_count, expected_count, missed, lost, net_sent_bytes, net_received_bytes)
            select 1, now() - n * interval '30 days', 1, 1, 0, 0, 0, 0 from generate_series(2, 4) as n;
            insert into bi.host_hour (host_id, hour, sample_count, expected_count, missed, lost, net_sent_bytes, net_received_bytes)
            select host_id, minute, 1, 1, 0, 0, 0, 0 from bi.host_minute;
            """;

    private final Events events = new Events();
    private final Events others = new Events();
    private OwnSink sink;

    @BeforeEach
    void start() throws Exception {
        sink = new OwnSink();
        sink.start();
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void dropsADayThatIsOldAndSummedUpAndKeepsWhatIsKnownOfIt() {
        sink.jdbc.sql(OLD_SAMPLES).update();
        assertThat(dropExpired()).as("before it is summed up").isFalse();
        sink.awaitRollups();
        restart();

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(count("metrics.host_sample")).isEqualTo(100));
        assertThat(meter("sink.retention.days.dropped")).isEqualTo(1);
        assertThat(count("bi.sample_gap")).isZero();
        assertThat(sum("bi.host_minute")).isEqualTo(200);
        assertThat(sum("bi.host_hour")).isEqualTo(200);
        assertThat(dropExpired()).as("one that is not old").isFalse();
    }

    @Test
    void leavesTheRollupsOfADroppedDayAloneWhenItsSamplesComeOnceMore() {
        sink.jdbc.sql(OLD_SAMPLES).update();
        sink.awaitRollups();
        assertThat(dropExpired()).isTrue();
        sink.jdbc.sql("""
                        update metrics.producer_progress set acknowledged_below = 201;
                        do $$ begin perform metrics.ensure_partition(current_date - 17); end $$;
                        insert into metrics.host_sample (host_id, sampled_at, producer_key, sequence, interval_millis)
                        values (1, (current_date - 17)::timestamp at time zone 'UTC', 1, 200, 1000);
                        insert into metrics.touched values (1, (current_date - 17)::timestamp at time zone 'UTC');
                        """).update();
        sink.awaitRollups();

        assertThat(sum("bi.host_minute")).isEqualTo(200);
        assertThat(sum("bi.host_hour")).isEqualTo(200);
        assertThat(count("bi.sample_gap")).isZero();
    }

    /** By the clock of this sink all of it would be. */
    @Test
    void dropsWhatIsOldByTheClockOfTheDatabase() {
        sink.jdbc.sql(OLD_SAMPLES + OLD_ROLLUPS).update();
        sink.awaitRollups();
        sink.stop();
        sink.start(ClockOfNextYear.class);
        sink.send(events, 0, 10);

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(count("metrics.host_sample")).isEqualTo(110));
        runScheduledTasks();
        assertThat(count("metrics.host_sample")).isEqualTo(110);
        assertThat(count("bi.host_minute where host_id = 1 and sample_count = 1"))
                .isEqualTo(1);
    }

    @Test
    void givesWayToAReaderAndComesAgain() {
        sink.jdbc.sql(OLD_SAMPLES).update();
        sink.awaitRollups();
        whileSomebodyReads(() -> assertThat(dropExpired()).isFalse());

        assertThat(dropExpired()).isTrue();
    }

    @Test
    void tellsForHowLongADayIsOverdueAndHowManySamplesAreMissing() {
        sink.jdbc.sql(OLD_SAMPLES).update();
        sink.awaitRollups();
        sink.jdbc
                .sql("update metrics.producer_progress set acknowledged_below = 205")
                .update();
        whileSomebodyReads(() -> {
            restart();
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> gauge("sink.retention.overdue")
                            > Duration.ofHours(21).toSeconds());
            await().atMost(Duration.ofMinutes(5)).until(() -> gauge("sink.samples.missing") == 5);
        });
        restart();

        await().atMost(Duration.ofMinutes(5)).until(() -> gauge("sink.retention.overdue") == 0);
    }

    @Test
    void doesNotKnowWhatIsLateOrMissingOnceAskingFails() {
        List<String> gauges = List.of("sink.rollups.lag", "sink.retention.overdue", "sink.samples.missing");
        awaitEach(gauges, value -> value == 0);
        sink.jdbc.sql("alter function metrics.roll_up() rename to rolled_up").update();
        sink.jdbc
                .sql("alter function metrics.drop_expired(interval) rename to dropped_expired")
                .update();
        sink.jdbc.sql("alter view bi.sample_gap rename to gap").update();
        runScheduledTasks();

        awaitEach(gauges, value -> Double.isNaN(value));
    }

    @Test
    void seesWhatIsMissingBesideAForgedStatement() {
        for (Events forger : List.of(events, others)) {
            sink.send(Events.bytes(forger.event(0).put("acknowledgedBelow", Long.MAX_VALUE - 1)));
        }
        Events honest = new Events();
        sink.send(Events.bytes(honest.event(0).put("acknowledgedBelow", 6)));
        sink.awaitRows(honest, 1);
        restart();

        await().atMost(Duration.ofMinutes(5)).until(() -> gauge("sink.samples.missing") == 2e9 + 5);
    }

    @Test
    void deletesOldMinutesAndKeepsHoursForEver() {
        sink.jdbc
                .sql("insert into bi.host (host_id, host) values (1, 'old');" + OLD_ROLLUPS)
                .update();
        restart();

        await().atMost(Duration.ofMinutes(5))
                .untilAsserted(() -> assertThat(count("bi.host_minute")).isEqualTo(1));
        assertThat(count("bi.host_hour")).isEqualTo(3);
        assertThat(meter("sink.retention.rollups.deleted")).isEqualTo(2);
    }

    @Test
    void forgetsAHostThatComesBackWithWhatItSendsFromThenOn() {
        sink.send(events, 0, 50);
        sink.send(others, 0, 50);
        sink.send(Events.bytes(events.event(50).put("acknowledgedBelow", 50)));
        sink.awaitRows(events, 51);
        sink.awaitRows(others, 50);
        assertThat(sink.jdbc
                        .sql("select metrics.forget_host(?)")
                        .param(events.host)
                        .query(Long.class)
                        .single())
                .isEqualTo(51);
        assertThat(sink.rows(events)).isZero();
        sink.send(Events.bytes(events.event(51).put("acknowledgedBelow", 51)));

        sink.awaitRows(events, 1);
        sink.awaitRollups();
        assertThat(count("bi.sample_gap")).isZero();
        assertThat(sum("bi.host_hour")).isEqualTo(51);
        assertThat(sink.rows(others)).isEqualTo(50);
        assertThatThrownBy(() -> sink.jdbc
                        .sql("select metrics.forget_host('nobody')")
                        .query()
                        .singleRow())
                .hasMessageContaining("no sample of host nobody was ever stored");
    }

    @Test
    void showsAHostUnderAnotherName() {
        sink.send(events, 0, 1);
        sink.awaitRows(events, 1);
        sink.jdbc
                .sql("select metrics.rename_host(?, 'Web server')")
                .param(events.host)
                .query()
                .singleRow();
        sink.send(events, 1, 2);
        sink.awaitRows(events, 2);

        assertThat(sink.jdbc
                        .sql("select display_name from bi.host")
                        .query(String.class)
                        .single())
                .isEqualTo("Web server");
    }

    private void whileSomebodyReads(Runnable meanwhile) {
        DriverManagerDataSource dataSource = new DriverManagerDataSource(sink.jdbcUrl(), "postgres", "");
        new TransactionTemplate(new JdbcTransactionManager(dataSource)).executeWithoutResult(status -> {
            JdbcClient.create(dataSource)
                    .sql("select count(*) from metrics.host_sample")
                    .query()
                    .singleRow();
            meanwhile.run();
        });
    }

    private boolean dropExpired() {
        return sink.jdbc
                .sql("select metrics.drop_expired('15 days') is not null")
                .query(Boolean.class)
                .single();
    }

    private void restart() {
        sink.stop();
        sink.start();
    }

    private void runScheduledTasks() {
        sink.bean(ScheduledTaskHolder.class)
                .getScheduledTasks()
                .forEach(task -> task.getTask().getRunnable().run());
    }

    private int meter(String name) {
        return (int) sink.bean(MeterRegistry.class).get(name).counter().count();
    }

    private void awaitEach(List<String> gauges, DoublePredicate state) {
        await().atMost(Duration.ofMinutes(5)).until(() -> gauges.stream().allMatch(name -> state.test(gauge(name))));
    }

    private double gauge(String name) {
        return sink.bean(MeterRegistry.class).get(name).gauge().value();
    }

    private long count(String relation) {
        return sink.jdbc
                .sql("select count(*) from " + relation)
                .query(Long.class)
                .single();
    }

    private long sum(String rollups) {
        return sink.jdbc
                .sql("select coalesce(sum(sample_count), 0) from " + rollups)
                .query(Long.class)
                .single();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class ClockOfNextYear {

        @Bean
        @Primary
        Clock nextYear() {
            return Clock.offset(Clock.systemUTC(), Duration.ofDays(365));
        }
    }
}
