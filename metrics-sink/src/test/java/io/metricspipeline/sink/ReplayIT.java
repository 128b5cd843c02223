package io.metricspipeline.sink;

import static io.metricspipeline.sink.DeadLetterReader.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;

/** The command, with its own connections, beside a sink that runs. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sink.topic=" + ServersToBreak.TOPIC, "sink.dead-letter-topic=" + ServersToBreak.DEAD_LETTER_TOPIC
        })
@Import(ServersToBreak.class)
class ReplayIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String NO_SIXES =
            "alter table metrics.host_sample add constraint no_sixes check (cpu_usage_percent <> 66) not valid";
    private static final String SIXES = "alter table metrics.host_sample drop constraint if exists no_sixes";

    @Autowired
    private KafkaTemplate<byte[], byte[]> kafka;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ListenerHealth listener;

    @Autowired
    private Meters meters;

    private final Events events = new Events();
    private DeadLetterReader deadLetters;
    private Meters.Reading before;
    private String start;

    @BeforeEach
    void waitUntilItListens() {
        await().atMost(PATIENCE).until(() -> listener.health().getStatus().equals(Status.UP));
        deadLetters = new DeadLetterReader(ServersToBreak.DEAD_LETTER_TOPIC);
        before = meters.read();
        start = Instant.now().toString();
    }

    @AfterEach
    void close() {
        jdbc.sql(SIXES).update();
        deadLetters.close();
    }

    @Test
    void makesRowsOfWhatARepairedSchemaTakesAndNothingMoreTheSecondTime() {
        rejectThreeOfTen();
        jdbc.sql(SIXES).update();

        assertThat(replay("--dry-run")).containsEntry("would be replayed", 3);
        assertThat(rows()).isEqualTo(7);
        assertThat(replay())
                .containsEntry("read", (int) (deadLetters.before() + 3))
                .containsEntry("matched", 3)
                .containsEntry("replayed", 3);
        awaitReceived(13);
        assertThat(meters.read().minus(before)).isEqualTo(new Meters.Reading(13, 10, 0, 0, 3));

        assertThat(replay()).containsEntry("replayed", 0).containsEntry("stored already", 3);
        assertThat(rows()).isEqualTo(10);
        assertThat(deadLetters.arrived()).isEqualTo(3);
    }

    @Test
    void countsReplaysAndRefusesTheFourth() {
        rejectThreeOfTen();
        for (int round = 1; round <= 3; round++) {
            assertThat(replay("--at-once=" + (deadLetters.before() + 3) / 2))
                    .containsEntry("matched", 3 * round)
                    .containsEntry("replayed", 3)
                    .containsEntry("superseded by another dead letter", 3 * (round - 1));
            awaitReceived(9 + 4 * round);
            send(events.bytes(100 + round)); // a row between refusals: otherwise the breaker holds the fifth
            awaitReceived(10 + 4 * round);
        }
        List<ConsumerRecord<byte[], byte[]>> letters = deadLetters.read(12);

        assertThat(letters.subList(9, 12)).allSatisfy(letter -> {
            assertThat(header(letter, "replay-count")).isEqualTo("3");
            assertThat(header(letter, "replay-origin")).isIn(originsOf(letters.subList(0, 3)));
        });
        assertThat(replay()).containsEntry("replayed", 0).containsEntry("replayed three times already", 3);
    }

    @Test
    void readsALargeTopicInSharesInsteadOfKeepingAllOfItInMind() {
        rejectThreeOfTen();
        jdbc.sql(SIXES).update();
        long letters = deadLetters.before() + 3;

        String output = output("--from=" + start, "--at-once=" + (letters - 1), "--dry-run");

        assertThat(output).contains("they are read 4 times");
        assertThat(table(output))
                .containsEntry("read", (int) letters)
                .containsEntry("matched", 3)
                .containsEntry("would be replayed", 3);
    }

    @Test
    void namesTheFirstHundredThatWereCut() {
        for (int offset = 0; offset < 102; offset++) {
            letter(
                    "too_large",
                    Map.of("original-offset", String.valueOf(offset), "original-size-bytes", "3000000"),
                    new byte[1]);
        }

        String output = output("--from=" + start, "--reason=too_large");

        assertThat(output.lines().filter(line -> line.startsWith("cut: fragile")))
                .hasSize(100);
        assertThat(output).contains("cut: and 2 more");
    }

    @Test
    void skipsWhatWouldBeRejectedAgainAndNamesWhatWasCut() {
        send("no JSON".getBytes(StandardCharsets.UTF_8));
        send(new byte[70_000]);
        awaitReceived(2);
        letter(
                "too_large",
                Map.of("original-offset", "7", "original-size-bytes", "3000000"),
                "{".getBytes(StandardCharsets.UTF_8));

        String output = output("--from=" + start);

        assertThat(table(output))
                .containsEntry("matched", 3)
                .containsEntry("replayed", 0)
                .containsEntry("would be rejected again", 2)
                .containsEntry("cut, its end is lost", 1);
        assertThat(output).containsPattern("cut: fragile-samples-dlt partition \\d offset \\d+: was 3000000 bytes");
    }

    @Test
    void filtersByReasonAndTimeAndKeepsToTheRate() {
        for (int sequence = 0; sequence < 3; sequence++) {
            letter("decoder_failed", Map.of("original-offset", String.valueOf(sequence)), events.bytes(sequence));
        }
        assertThat(replay("--reason=not_json,past")).containsEntry("matched", 0);
        assertThat(replay("--to=" + start)).containsEntry("matched", 0);
        long began = System.nanoTime();
        assertThat(replay("--reason=decoder_failed", "--rate=2")).containsEntry("replayed", 3);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
        awaitReceived(3);
        assertThat(rows()).isEqualTo(3);
    }

    /** However often they are replayed, and also when the rejected record itself is read again and taken. */
    @Test
    void makesOneRowOfEachDeadLetterOfAStream() throws Exception {
        String topic = "any-" + UUID.randomUUID();
        try (OwnSink sink = new OwnSink(1, "--sink.events.topics=" + topic)) {
            sink.start();
            sink.jdbc
                    .sql("alter table metrics.event add constraint no_sixes check (payload ->> 'n' <> '6')")
                    .update();
            for (int number = 0; number < 10; number++) {
                sink.send(topic, new byte[] {7}, ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8));
            }
            awaitEvents(sink, 10);
            sink.jdbc.sql("alter table metrics.event drop constraint no_sixes").update();

            for (int time = 1; time <= 2; time++) {
                assertThat(table(run(0, sink.command("--topic=" + topic))))
                        .containsEntry("matched", 1)
                        .containsEntry("replayed", 1);
                awaitEvents(sink, 10 + time);
            }
            sink.jdbc
                    .sql("update metrics.watermark set stored = 0, dead_lettered = 0 where topic like 'any-%'")
                    .update();
            awaitEvents(sink, 24);
            assertThat(sink.jdbc
                            .sql("select record_offset from metrics.event where payload ->> 'n' = '6'")
                            .query(Long.class)
                            .list())
                    .containsExactly(6L);
        }
    }

    /** Its event may be stored already and have gone: it would count again. */
    @Test
    void leavesAnEventThatIsOlderThanTheTableRemembers() throws Exception {
        String topic = "old-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Servers.brokers()))) {
            admin.createTopics(List.of(new NewTopic(topic + "-dlt", 1, (short) 1)))
                    .all()
                    .get();
        }
        for (int days : List.of(7, 9)) {
            long writtenAt = Instant.now().minus(Duration.ofDays(days)).toEpochMilli();
            byte[] event = "{}".getBytes(StandardCharsets.UTF_8);
            kafka.send(letter(
                            "database",
                            Map.of("original-offset", String.valueOf(days)),
                            new ProducerRecord<>(topic + "-dlt", 0, writtenAt, new byte[] {7}, event)))
                    .join();
        }
        String output = output(
                0, "--topic=" + topic, "--sink.events.topics=" + topic, "--sink.events.retention=8d", "--dry-run");

        assertThat(table(output))
                .containsEntry("matched", 2)
                .containsEntry("would be replayed", 1)
                .containsEntry("older than sink.events.retention", 1);
    }

    private static void awaitEvents(OwnSink sink, int received) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sink.bean(MeterRegistry.class)
                                .find("sink.events.received")
                                .counters())
                        .singleElement()
                        .extracting(Counter::count)
                        .isEqualTo((double) received));
    }

    @Test
    void refusesWrongOptionsAndExplainsItself() {
        assertThat(output(2, "--reson=database")).contains("Unknown option: --reson=database");
        assertThat(output(2, "--reason=boredom")).contains("boredom", "DATABASE");
        assertThat(output(2, "--rate=0")).contains("--rate must be at least 1");
        assertThat(output(2, "--at-once=0")).contains("--at-once must be at least 1");
        assertThat(output("--help")).contains("--dry-run", "Exit status");
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(output(2, "--topic=nowhere"))
                .contains("The sink does not read the topic nowhere, by --sink.topic=fragile-samples");
        assertThat(output(1, "--sink.dead-letter-topic=nowhere")).contains("There is no topic nowhere");
    }

    private void rejectThreeOfTen() {
        jdbc.sql(NO_SIXES).update();
        for (int sequence = 0; sequence < 10; sequence++) {
            send(Events.bytes(events.event(sequence).put("cpuUsagePercent", sequence % 4 == 1 ? 66 : 12)));
        }
        awaitReceived(10);
    }

    /** As a sink writes it. */
    private void letter(String reason, Map<String, String> headers, byte[] value) {
        kafka.send(letter(reason, headers, new ProducerRecord<>(ServersToBreak.DEAD_LETTER_TOPIC, value)))
                .join();
    }

    private static ProducerRecord<byte[], byte[]> letter(
            String reason, Map<String, String> headers, ProducerRecord<byte[], byte[]> letter) {
        letter.headers().add("reject-reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.forEach((name, text) -> letter.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return letter;
    }

    private void send(byte[] value) {
        kafka.send(ServersToBreak.TOPIC, events.host.getBytes(StandardCharsets.UTF_8), value)
                .join();
    }

    private Map<String, Integer> replay(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--from=" + start);
        return table(output(all.toArray(String[]::new)));
    }

    private static String output(String... options) {
        return output(0, options);
    }

    private static String output(int status, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--spring.kafka.bootstrap-servers=" + Servers.brokers());
        all.add("--spring.datasource.url=" + ServersToBreak.JDBC_URL);
        all.add("--spring.datasource.username=fragile_sink");
        if (all.stream().noneMatch(option -> option.startsWith("--sink."))) {
            all.add("--sink.dead-letter-topic=" + ServersToBreak.DEAD_LETTER_TOPIC);
        }
        all.add("--sink.topic=" + ServersToBreak.TOPIC);
        return run(status, all.toArray(String[]::new));
    }

    static String run(int status, String... words) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        assertThat(ReplayCommand.commandLine().setOut(writer).setErr(writer).execute(words))
                .as(said::toString)
                .isEqualTo(status);
        return said.toString();
    }

    private static Map<String, Integer> table(String output) {
        Map<String, Integer> table = new TreeMap<>();
        output.lines()
                .filter(line -> line.matches(" *[a-z].* [\\d,]+"))
                .forEach(line -> table.put(
                        line.replaceFirst(" +[\\d,]+$", "").strip(),
                        Integer.valueOf(line.replaceAll(".* ", "").replace(",", ""))));
        return table;
    }

    private static List<String> originsOf(List<ConsumerRecord<byte[], byte[]>> letters) {
        return letters.stream()
                .map(letter -> header(letter, "original-topic-id") + "/" + header(letter, "original-partition") + "/"
                        + header(letter, "original-offset"))
                .toList();
    }

    private void awaitReceived(int records) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(meters.read().minus(before).received()).isEqualTo(records));
    }

    private int rows() {
        return jdbc.sql("select count(*) from metrics.host_sample join bi.host using (host_id) where host = ?")
                .param(events.host)
                .query(Integer.class)
                .single();
    }
}
