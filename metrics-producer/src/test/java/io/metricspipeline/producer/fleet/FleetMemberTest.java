package io.metricspipeline.producer.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.metricspipeline.producer.SampleEvent;
import io.metricspipeline.producer.fleet.FleetMember.FleetEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FleetMemberTest {

    private final FleetMember member = new FleetMember(new SimulatedHost(
            Fleets.with(
                    Duration.ofMinutes(1),
                    new FleetProperties.Faults(0, 50, 0, 0, Duration.ZERO, 0, Duration.ZERO, 0, 0, 0)),
            0,
            Fleets.RUN,
            Fleets.START,
            label -> {}));
    private Instant now = Fleets.START;

    @Test
    void statesAsAcknowledgedWhatKafkaHasWithoutAHole() {
        FleetEvent first = next();
        FleetEvent second = next();
        FleetEvent third = next();
        assertThat(third.event().acknowledgedBelow()).isZero();

        second.acknowledged().run();
        assertThat(next().event().acknowledgedBelow()).isZero();
        first.acknowledged().run();
        assertThat(next().event().acknowledgedBelow()).isEqualTo(2);
    }

    @Test
    void closesTheProcessBeforeARebootWhenKafkaHasAllOfItAndUntilKafkaHasThat() {
        List<FleetEvent> before = new ArrayList<>();
        FleetEvent after = next();
        while (after.event().sample().producerId().equals(first(before, after))) {
            before.add(after);
            after = next();
        }
        assertThat(after.event().closed()).isEmpty();

        before.forEach(event -> event.acknowledged().run());
        FleetEvent closing = next();
        assertThat(closing.event().closed())
                .containsExactly(new SampleEvent.ClosedProducer(
                        before.get(0).event().sample().producerId(), before.size()));
        assertThat(next().event().closed()).isNotEmpty();

        closing.acknowledged().run();
        assertThat(next().event().closed()).isEmpty();
    }

    private static UUID first(List<FleetEvent> before, FleetEvent otherwise) {
        FleetEvent first = before.isEmpty() ? otherwise : before.get(0);
        return first.event().sample().producerId();
    }

    private FleetEvent next() {
        Optional<FleetEvent> event = Optional.empty();
        while (event.isEmpty()) {
            event = member.event(now, 0);
            now = now.plusSeconds(60);
        }
        return event.get();
    }
}
