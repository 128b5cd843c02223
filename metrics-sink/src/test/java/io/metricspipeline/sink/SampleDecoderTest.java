package io.metricspipeline.sink;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.sink.ProducerStatement.Closed;
import io.metricspipeline.sink.ProducerStatement.Loss;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SampleDecoderTest {

    private final ComparedDecoder decoder = new ComparedDecoder();
    private final Events events = new Events();

    @Test
    void readsEveryFieldOfTheContract() throws IOException {
        DecodedRecord decoded = decode(contract("full"), "2026-11-21T09:30:16Z");

        UUID producerId = UUID.fromString("3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60");
        assertThat(decoded.sample())
                .isEqualTo(new HostSample(
                        new Identity("web-1", producerId),
                        41207,
                        Instant.parse("2026-11-21T09:30:15.250417Z"),
                        500,
                        Instant.parse("2026-11-03T06:12:44Z"),
                        37.5,
                        62.5,
                        48.25,
                        918273645L,
                        1827364554L,
                        52613349376L,
                        188978561024L,
                        7263548190L,
                        1204.0,
                        2818.5,
                        48211.25,
                        193540.75,
                        10737418240L,
                        6442450944L,
                        12L));
        assertThat(decoded.statement())
                .isEqualTo(new ProducerStatement(
                        new Identity("web-1", producerId),
                        41203,
                        List.of(
                                new Loss(producerId, 9000, 9119, "queue_full"),
                                new Loss(producerId, 30311, 30311, "refused")),
                        List.of(new Closed(UUID.fromString("b7e4c9d1-0a38-4f6e-8c25-71d9e3a6f048"), 172800))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "future"})
    void acceptsTheFewestFieldsAndUnknownOnes(String example) throws IOException {
        assertThat(decode(contract(example), "2026-11-21T09:30:16Z").sample()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("io.metricspipeline.sink.BadMessage#all")
    void givesTheReason(BadMessage bad) {
        DecodedRecord decoded = decode(bad.value(), Instant.now().toString());

        assertThat(decoded.sample()).isNull();
        assertThat(requireNonNull(decoded.rejection()).reason()).isEqualTo(bad.reason());
        assertThat(decoded.rejection().detail()).isNotBlank();
    }

    @Test
    void saysWhatIsWrongWhere() {
        ObjectNode event = events.event(3).put("diskUsagePercent", 100.5);

        assertThat(requireNonNull(decode(Events.bytes(event), now()).rejection())
                        .detail())
                .isEqualTo("diskUsagePercent is not within 0 to 100.0");
    }

    @Test
    void keepsTheStatementOfARejectedEvent() {
        ObjectNode event = events.event(3).put("acknowledgedBelow", 2).put("cpuUsagePercent", 101);

        DecodedRecord decoded = decode(Events.bytes(event), now());

        assertThat(requireNonNull(decoded.statement()).acknowledgedBelow()).isEqualTo(2);
        assertThat(decoded.sequence()).isEqualTo(3);
    }

    @Test
    void knowsTheSampleOfARejectedStatement() {
        ObjectNode event = events.event(3);
        event.remove("acknowledgedBelow");

        DecodedRecord decoded = decode(Events.bytes(event), now());

        assertThat(decoded.identity()).isEqualTo(new Identity(events.host, events.producerId));
        assertThat(decoded.sequence()).isEqualTo(3);
        assertThat(decoded.statement()).isNull();
    }

    @Test
    void takesNullForAbsentAndCutsTimesToMicroseconds() {
        ObjectNode event =
                events.event(3).putNull("cpuUsagePercent").put("sampledAt", "2026-11-21T00:00:00.123456789Z");

        HostSample sample = requireNonNull(
                decode(Events.bytes(event), "2026-11-21T00:00:01Z").sample());

        assertThat(sample.cpuUsagePercent()).isNull();
        assertThat(sample.sampledAt()).isEqualTo("2026-11-21T00:00:00.123456Z");
    }

    @Test
    void derivesKeysThatSqlCanDeriveToo() {
        Identity identity = new Identity("web-1", UUID.fromString("3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60"));

        assertThat(identity.hostId()).isEqualTo(7077632752165397061L);
        assertThat(identity.producerKey()).isEqualTo(1627905179898222674L);
    }

    private static String now() {
        return Instant.now().toString();
    }

    private static byte[] contract(String example) throws IOException {
        try (InputStream file =
                SampleDecoderTest.class.getResourceAsStream("/contract/host-sample.v1/" + example + ".json")) {
            return requireNonNull(file).readAllBytes();
        }
    }

    private DecodedRecord decode(byte @Nullable [] value, String receivedAt) {
        return decoder.decode(value, Instant.parse(receivedAt));
    }
}
