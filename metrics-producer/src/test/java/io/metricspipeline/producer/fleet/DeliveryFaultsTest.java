package io.metricspipeline.producer.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metricspipeline.producer.Contract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveryFaultsTest {

    private static final int MANY = 20_000;

    private final DeliveryFaults faults = new DeliveryFaults(Fleets.with(
            Duration.ofSeconds(1),
            new FleetProperties.Faults(0, 0, 0, 0, Duration.ZERO, 0.1, Duration.ofMinutes(2), 0.2, 0.05, 0.15)));

    @Test
    void strikeAtTheWantedShares() {
        Map<DeliveryFaults.Fault, Long> struck = IntStream.range(0, MANY)
                .mapToObj(event -> faults.next())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(share(struck, DeliveryFaults.Fault.LATE)).isCloseTo(0.1, within(0.01));
        assertThat(share(struck, DeliveryFaults.Fault.OUT_OF_ORDER)).isCloseTo(0.2, within(0.01));
        assertThat(share(struck, DeliveryFaults.Fault.DUPLICATE)).isCloseTo(0.05, within(0.01));
        assertThat(share(struck, DeliveryFaults.Fault.MALFORMED)).isCloseTo(0.15, within(0.01));
        assertThat(share(struck, DeliveryFaults.Fault.NONE)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void nothingIsLaterThanItMayBe() {
        assertThat(IntStream.range(0, 1_000).mapToObj(event -> faults.lateness()))
                .allMatch(late -> !late.isNegative() && late.compareTo(Duration.ofMinutes(2)) <= 0)
                .anyMatch(late -> late.compareTo(Duration.ofMinutes(1)) > 0);
    }

    @Test
    void noSpoiltEventKeepsToTheContract() {
        byte[] event = Contract.read("full.json").replaceAll("\\s", "").getBytes(StandardCharsets.UTF_8);

        for (int i = 0; i < 100; i++) {
            String spoilt = new String(faults.spoil(event), StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Contract.assertKept(spoilt)).as(spoilt).isNotNull();
        }
    }

    private static double share(Map<DeliveryFaults.Fault, Long> struck, DeliveryFaults.Fault fault) {
        return (double) struck.getOrDefault(fault, 0L) / MANY;
    }
}
