package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The live page over HTTP: what it serves, to whom, and what its stream promises. */
class LivePageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static OwnSink sink;

    private final Events events = new Events();

    @BeforeAll
    static void start() throws Exception {
        sink = new OwnSink();
        sink.start();
    }

    @AfterAll
    static void stop() {
        sink.close();
    }

    @Test
    void servesThePageFromItsOwnAddressAlone() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                        .doesNotContain("unsafe"));
        assertThat(get("/webjars/chart.js/dist/chart.umd.min.js").statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("http://", "https://", "<style", "style=", "onclick");
    }

    @Test
    void keepsTheActuatorOffThePagesPort() throws Exception {
        assertThat(get("/actuator/health").statusCode()).isEqualTo(404);
        assertThat(get("/actuator/prometheus").statusCode()).isEqualTo(404);
    }

    @Test
    void answersNoOtherNameThanThisMachines() throws Exception {
        assertThat(statusFor("localhost")).contains("200");
        assertThat(statusFor("attacker.example")).contains("403");
    }

    @Test
    void streamsEachSampleThatIsStored() {
        try (PageStream stream = stream()) {
            await().atMost(PATIENCE).until(() -> stream.lines().contains("event:fleet"));
            sink.send(events, 0, 3);

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(String.join("", stream.samples().toList()))
                                    .contains(micros(0), micros(1), micros(2)));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stream.lines())
                            .anySatisfy(
                                    line -> assertThat(line).contains(events.host, "\"received\":3,\"expected\":600")));
        }
    }

    /** With the headers, before anything is known: what comes from other threads must not find these unsent. */
    @Test
    void opensAStreamWithALineThatBrowsersPassOver() {
        try (PageStream stream = stream()) {
            await().atMost(PATIENCE).until(() -> !stream.lines().isEmpty());

            assertThat(stream.lines().get(0)).isEqualTo(":open");
        }
    }

    @Test
    void goesOnAfterTheLastEventThatTheBrowserHad() {
        sink.send(events, 0, 5);
        sink.awaitRows(events, 5);

        try (PageStream stream = stream("Last-Event-ID", micros(2))) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(String.join("", stream.samples().toList()))
                                    .contains(micros(3), micros(4)));
            assertThat(String.join("", stream.samples().toList())).doesNotContain(micros(1), micros(2));
        }
    }

    @Test
    void tellsABrowserThatWasAwayTooLongToReload() {
        sink.send(events, 0, 2);
        sink.awaitRows(events, 2);

        try (PageStream stream = stream("Last-Event-ID", "1")) {
            await().atMost(PATIENCE).until(() -> stream.lines().contains("event:reload"));
        }
    }

    @Test
    void givesTheRowsAsTheyAre() throws Exception {
        sink.send(events, 0, 20);
        sink.awaitRows(events, 20);

        JsonNode history = json("/api/history?range=1m&host=" + events.host);

        assertThat(history.path("stepMillis").asInt()).isEqualTo(100);
        assertThat(history.path("points")).hasSize(20).allSatisfy(point -> {
            assertThat(point.get(1).asDouble()).isEqualTo(12.5);
            assertThat(point.get(2).isNull()).isTrue();
            assertThat(point).hasSize(9);
        });
        assertThat(history.at("/points/7/0").asString()).isEqualTo(micros(7));
    }

    @Test
    void givesMinutesBeyondAQuarterOfAnHour() throws Exception {
        sink.send(events, 0, 20);
        sink.awaitRows(events, 20);

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode history = json("/api/history?range=24h&host=" + events.host);
            assertThat(history.path("stepMillis").asInt()).isEqualTo(60_000);
            assertThat(history.path("points")).hasSizeBetween(1, 2);
            assertThat(history.at("/points/0/1").asDouble()).isEqualTo(12.5);
        });
    }

    @Test
    void tellsWhatIsUnusual() throws Exception {
        sink.send(events, 0, 1);
        sink.awaitRows(events, 1);
        sink.jdbc.sql("""
                        insert into metrics.anomaly
                        select host_id, metric, 'outside', now() - age, now() - age / 2, is_over, 97, 12, 6, 'percent', metric
                        from bi.host, (values ('cpu_percent', interval '10 minutes', true),
                                              ('memory_percent', interval '2 minutes', false)) as a (metric, age, is_over)
                        where host = ?
                        """).param(events.host).update();

        JsonNode newest = json("/api/anomalies?range=1m&host=" + events.host);
        assertThat(newest).hasSize(1);
        assertThat(newest.at("/0/series").asString()).isEqualTo("memory");
        assertThat(newest.at("/0/to").isNull()).isTrue();
        JsonNode both = json("/api/anomalies?range=15m&host=" + events.host);
        assertThat(both).hasSize(2);
        assertThat(both.at("/1/to").asLong() - both.at("/1/from").asLong()).isEqualTo(300_000);
        try (PageStream stream = stream()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stream.lines())
                            .anySatisfy(
                                    line -> assertThat(line).contains(events.host, "\"unusual\":\"memory_percent\"")));
        }
    }

    @Test
    void refusesARangeThatItDoesNotKnow() throws Exception {
        assertThat(get("/api/history?range=2y&host=a").statusCode()).isEqualTo(400);
        assertThat(get("/api/history?host=a").statusCode()).isEqualTo(400);
    }

    @Test
    void saysHowToUseTheData() throws Exception {
        JsonNode data = json("/api/data");
        List<String> relations = sink.jdbc.sql("""
                        select 'bi.' || relname from pg_class
                        where relnamespace = 'bi'::regnamespace and relkind in ('r', 'p', 'v')
                        """).query(String.class).list();

        assertThat(data.path("jdbcUrl").asString()).isEqualTo(Servers.jdbcUrl(sink.topic()));
        assertThat(data.path("relations"))
                .allSatisfy(relation ->
                        assertThat(relation.path("comment").asString()).isNotBlank())
                .extracting(relation -> relation.path("name").asString())
                .containsExactlyInAnyOrderElementsOf(relations);
        HttpResponse<String> powerBi = get("/metrics.pbids");
        assertThat(powerBi.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"metrics.pbids\"");
        assertThat(Events.JSON
                        .readTree(powerBi.body())
                        .at("/connections/0/details/address/database")
                        .asString())
                .isEqualTo(sink.topic());
    }

    @Test
    void asksForThePasswordBeyondThisMachineAndEndsItsStreamsWhenItStops() throws Exception {
        String login =
                "Basic " + Base64.getEncoder().encodeToString("metrics:open sesame".getBytes(StandardCharsets.UTF_8));
        String mistake =
                "Basic " + Base64.getEncoder().encodeToString("metrics:sesame".getBytes(StandardCharsets.UTF_8));
        try (OwnSink other = new OwnSink(1, "--sink.page.address=0.0.0.0", "--sink.page.password=open sesame")) {
            other.start();

            for (String path : List.of("/", "/page.css", "/api/data", "/api/stream", "/metrics.pbids")) {
                assertThat(get(other.pagePort, path).statusCode()).as(path).isEqualTo(401);
            }
            assertThat(get(other.pagePort, "/", "Authorization", mistake).statusCode())
                    .isEqualTo(401);
            assertThat(get(other.pagePort, "/", "Authorization", login).statusCode())
                    .isEqualTo(200);

            try (PageStream stream = new PageStream(other.pagePort, "any", "Authorization", login)) {
                await().atMost(PATIENCE).until(() -> stream.lines().contains("event:fleet"));
                other.stop();
                // Half a minute is what the web server waits for a stream that nobody ends.
                await().atMost(Duration.ofSeconds(15)).until(stream::hasEnded);
            }
        }
    }

    private PageStream stream(String... headers) {
        return new PageStream(sink.pagePort, events.host, headers);
    }

    private String micros(long sequence) {
        return sink.micros(events, sequence);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(sink.pagePort, path);
    }

    private static HttpResponse<String> get(int port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return Events.JSON.readTree(answer.body());
    }

    /** The first line of the answer to a request that calls the page by this name, as a rebound one would be. */
    private static String statusFor(String name) throws IOException {
        try (Socket socket = new Socket("localhost", sink.pagePort)) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.0\r\nHost: " + name + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
