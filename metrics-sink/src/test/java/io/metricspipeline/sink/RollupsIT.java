package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Minutes, hours and gaps against the raw samples, whatever order these came in. Another order: -Drollups.seed. */
class RollupsIT {

    private static final long SEED = Long.getLong("rollups.seed", System.nanoTime());

    // Read from all raw samples at once, as somebody would who has never heard of upkeep.
    private static final String FROM_RAW = """
            with sample as (
                select s.*, date_trunc('%1$s', sampled_at, 'UTC') as starts_at,
                       sequence - lag(sequence) over process - 1 as lost,
                       missed_ticks - lag(missed_ticks) over process as missed,
                       sampled_at - lag(sampled_at) over process <= interval '1 hour' as is_linked
                from metrics.host_sample s
                window process as (partition by producer_key order by sequence))
            select host_id, starts_at, (starts_at at time zone 'UTC')::date as date_utc,
                   count(*)::integer as sample_count,
                   (extract(epoch from interval '1 %1$s') / 5)::integer as expected_count,
                   coalesce(sum(missed) filter (where is_linked), 0)::integer as missed,
                   coalesce(sum(lost) filter (where is_linked), 0)::integer as lost,
                   round(count(*) * 500 / extract(epoch from interval '1 %1$s'), 6) as completeness_percent,
                   %2$s
                   round(coalesce(sum(network_sent_bytes_per_second * 5), 0)::numeric, 0) as net_sent_bytes,
                   round(coalesce(sum(network_received_bytes_per_second * 5), 0)::numeric, 0) as net_received_bytes
            from sample group by host_id, starts_at order by host_id, starts_at
            """;
    private static final String ROLLED_UP = """
            select host_id, %1$s as starts_at, date_utc, sample_count, expected_count, missed, lost,
                   round(completeness_percent::numeric, 6) as completeness_percent,
                   %2$s
                   net_sent_bytes::numeric as net_sent_bytes, net_received_bytes::numeric as net_received_bytes
            from bi.host_%1$s order by host_id, %1$s
            """;
    private static final Map<String, String> METRICS = Map.of(
            "cpu_percent", "cpu_usage_percent",
            "memory_percent", "memory_usage_percent",
            "disk_percent", "disk_usage_percent",
            "memory_used_bytes", "memory_used_bytes",
            "net_sent_bytes_per_second", "network_sent_bytes_per_second",
            "net_received_bytes_per_second", "network_received_bytes_per_second",
            "interrupts_per_second", "cpu_interrupts_per_second",
            "context_switches_per_second", "cpu_context_switches_per_second");

    private final Random random = new Random(SEED);
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
    void areThoseOfTheRawSamplesAfterLateAndDoubleDeliveriesAndAKill() {
        sink.start();
        List<ObjectNode> events = new ArrayList<>();
        List<Events> hosts = List.of(new Events(), new Events(), new Events());
        for (Events host : hosts) {
            Instant start = Instant.now().minus(200, ChronoUnit.MINUTES).minusMillis(random.nextInt(3_600_000));
            process(events, host, UUID.randomUUID(), start, 700);
            process(events, host, UUID.randomUUID(), start.plus(61, ChronoUnit.MINUTES), 500);
        }
        List<ObjectNode> deliveries = new ArrayList<>(events);
        events.stream().filter(event -> random.nextInt(10) == 0).forEach(deliveries::add);
        shuffleNearby(deliveries);
        for (int i = 0; i < deliveries.size(); i++) {
            sink.send(Events.bytes(deliveries.get(i)));
            if (i % 500 == 0) {
                sink.hurryRollups();
            }
            if (i == deliveries.size() / 2) {
                killConnections();
            }
        }
        for (Events host : hosts) {
            sink.awaitRows(
                    host, events.stream().filter(event -> isOf(host, event)).count());
        }
        assertThat(gaps()).as("before the upkeep, seed %d", SEED).isEqualTo(absent());
        sink.awaitRollups();

        assertThat(rolledUp("minute")).as("seed %d", SEED).isEqualTo(fromRaw("minute"));
        assertThat(rolledUp("hour")).as("seed %d", SEED).isEqualTo(fromRaw("hour"));
        assertThat(gaps()).as("seed %d", SEED).isEqualTo(absent());
    }

    /** Every other sample goes to each of two partitions: both writers touch the same minutes, while these are computed. */
    @Test
    void areThoseOfTheRawSamplesWhileTwoWritersAddToTheSameMinutes() throws Exception {
        sink.close();
        sink = new OwnSink(2);
        sink.start();
        sink.start();
        Events host = new Events();
        List<ObjectNode> events = new ArrayList<>();
        process(events, host, UUID.randomUUID(), Instant.now().minus(3, ChronoUnit.HOURS), 600);
        List<byte[]> values = events.stream().map(Events::bytes).toList();
        for (int from = 0; from < values.size(); from += 50) {
            sink.sendMany(values.subList(from, Math.min(from + 50, values.size())));
            sink.hurryRollups();
        }
        sink.awaitRows(host, events.size());
        sink.awaitRollups();

        assertThat(sink.jdbc
                        .sql("select count(distinct partition) from metrics.watermark where stored > 0")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
        assertThat(rolledUp("minute")).as("seed %d", SEED).isEqualTo(fromRaw("minute"));
        assertThat(rolledUp("hour")).as("seed %d", SEED).isEqualTo(fromRaw("hour"));
        assertThat(gaps()).as("seed %d", SEED).isEqualTo(absent());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, Double.MAX_VALUE})
    void takeTheMostThatASampleMaySay(double rate) {
        Events host = new Events();
        for (int sequence = 0; sequence < 3; sequence++) {
            sink.send(Events.bytes(host.event(sequence)
                    .put("intervalMillis", Integer.MAX_VALUE)
                    .put("memoryUsedBytes", Long.MAX_VALUE - 1)
                    .put("missedTicks", sequence * (Long.MAX_VALUE / 2 - 1))
                    .put("networkSentBytesPerSecond", rate)
                    .put("networkReceivedBytesPerSecond", rate)
                    .put("cpuInterruptsPerSecond", rate)
                    .put("cpuContextSwitchesPerSecond", rate)));
        }
        sink.send(Events.bytes(host.event(3).put("sequence", Long.MAX_VALUE - 1)));
        sink.awaitRows(host, 4);
        sink.awaitRollups();

        assertThat(sink.jdbc
                        .sql("select sum(sample_count) from bi.host_hour")
                        .query(Integer.class)
                        .single())
                .isEqualTo(4);
        assertThat(sink.jdbc
                        .sql("select sum(sample_count) from bi.host_minute")
                        .query(Integer.class)
                        .single())
                .isEqualTo(4);
    }

    @Test
    void areNotComputedAgainBySamplesThatWereThereAlready() {
        Events host = new Events();
        sink.send(host, 0, 10);
        sink.awaitRows(host, 10);
        sink.awaitRollups();
        sink.send(host, 0, 10);
        sink.awaitCommitted(20);

        assertThat(sink.jdbc
                        .sql("select count(*) from metrics.touched")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** One process, with ticks missed, samples lost, values absent, and a hole of more than an hour. */
    private void process(List<ObjectNode> events, Events host, UUID producerId, Instant start, int ticks) {
        int missed = 0;
        long sequence = 0;
        for (int tick = 0; tick < ticks; tick++) {
            if (random.nextInt(40) == 0) {
                missed++;
                continue;
            }
            sequence++;
            if (random.nextInt(40) == 0) {
                continue;
            }
            Instant sampledAt = start.plusSeconds(5L * tick + (tick > ticks * 9 / 10 ? 3_700 : 0));
            ObjectNode event = host.event(sequence - 1)
                    .put("producerId", producerId.toString())
                    .put("acknowledgedBelow", sequence - 1)
                    .put("sampledAt", sampledAt.truncatedTo(ChronoUnit.MICROS).toString())
                    .put("intervalMillis", 5_000)
                    .put("cpuUsagePercent", random.nextDouble() * 100)
                    .put("memoryUsagePercent", random.nextDouble() * 100)
                    .put("diskUsagePercent", 50.0)
                    .put("memoryUsedBytes", random.nextInt(1_000_000))
                    .put("cpuInterruptsPerSecond", random.nextInt(1_000) / 8.0)
                    .put("missedTicks", missed);
            if (random.nextInt(10) > 0) {
                event.put("networkSentBytesPerSecond", random.nextInt(1_000))
                        .put("networkReceivedBytesPerSecond", random.nextInt(1_000))
                        .put("cpuContextSwitchesPerSecond", random.nextInt(1_000));
            }
            events.add(event);
        }
    }

    /** Most samples come nearly in order, some much too late. */
    private void shuffleNearby(List<ObjectNode> deliveries) {
        for (int from = 0; from < deliveries.size(); from += 300) {
            Collections.shuffle(deliveries.subList(from, Math.min(from + 300, deliveries.size())), random);
        }
        for (int late = 0; late < 100; late++) {
            deliveries.add(deliveries.remove(random.nextInt(deliveries.size() / 2)));
        }
    }

    /** What PostgreSQL sees of kill -9 of all sinks. */
    private void killConnections() {
        sink.jdbc
                .sql("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where application_name = 'metrics-sink' and datname = current_database()")
                .query()
                .listOfRows();
    }

    private List<Map<String, Object>> fromRaw(String bucket) {
        return sink.jdbc
                .sql(FROM_RAW.formatted(
                        bucket,
                        summaries("round(%3$s(%2$s)::numeric, 6) as %1$s_%3$s, ")
                                + "round((percentile_cont(0.95) within group (order by cpu_usage_percent))::numeric, 6)"
                                + " as p95,"))
                .query()
                .listOfRows();
    }

    private List<Map<String, Object>> rolledUp(String bucket) {
        String p95 = bucket.equals("hour")
                ? "round(cpu_percent_p95::numeric, 6) as p95,"
                : "(select round((percentile_cont(0.95) within group (order by cpu_usage_percent))::numeric, 6)"
                        + " from metrics.host_sample s where s.host_id = host_minute.host_id"
                        + " and s.sampled_at >= minute and s.sampled_at < minute + interval '1 minute') as p95,";
        return sink.jdbc
                .sql(ROLLED_UP.formatted(bucket, summaries("round(%1$s_%3$s::numeric, 6) as %1$s_%3$s, ") + p95))
                .query()
                .listOfRows();
    }

    private static String summaries(String column) {
        StringBuilder columns = new StringBuilder();
        METRICS.forEach((name, raw) -> {
            for (String summary : List.of("avg", "min", "max")) {
                columns.append(column.formatted(name, raw, summary));
            }
        });
        return columns.toString();
    }

    private List<String> gaps() {
        return sink.jdbc
                .sql("select producer_id || ' ' || n from bi.sample_gap, generate_series(from_sequence, to_sequence) n"
                        + " order by 1")
                .query(String.class)
                .list();
    }

    private List<String> absent() {
        return sink.jdbc.sql("""
                        select producer_id || ' ' || n
                        from metrics.producer_progress join metrics.producer using (producer_key),
                             generate_series(0, acknowledged_below - 1) as n
                        where not exists (select from metrics.host_sample s
                                          where s.producer_key = producer.producer_key and s.sequence = n)
                        order by 1
                        """).query(String.class).list();
    }

    private static boolean isOf(Events host, ObjectNode event) {
        return event.get("host").asString().equals(host.host);
    }
}
