package io.metricspipeline.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final List<Schedule> SCHEDULES =
            IntStream.rangeClosed(1, 200).mapToObj(n -> Schedule.draw(1, n)).toList();

    private static final List<Schedule> DESTROYING = IntStream.rangeClosed(1, 40)
            .mapToObj(n -> Schedule.drawDestroying(1, n))
            .toList();

    @Test
    void isMadeFromItsSeedAndNumberAlone() {
        assertThat(Schedule.draw(1, 7)).isEqualTo(SCHEDULES.get(6));
        assertThat(SCHEDULES).doesNotHaveDuplicates();
        assertThat(Schedule.draw(2, 7).faults())
                .isNotEqualTo(Schedule.draw(1, 7).faults());
    }

    @Test
    void killsAtLeastFiveTimes() {
        assertThat(SCHEDULES)
                .allSatisfy(schedule ->
                        assertThat(schedule.faults()).filteredOn(Fault::isKill).hasSizeGreaterThanOrEqualTo(5));
    }

    @Test
    void drawsEveryKindOfFault() {
        assertThat(Stream.concat(SCHEDULES.stream(), DESTROYING.stream())
                        .flatMap(schedule -> schedule.faults().stream()))
                .extracting(Fault::kind)
                .contains(FaultKind.values());
    }

    @Test
    void destroysDataOnceAndInSchedulesOfItsOwn() {
        assertThat(SCHEDULES)
                .allSatisfy(schedule -> assertThat(schedule.faults()).noneMatch(Fault::destroys));
        assertThat(DESTROYING)
                .allSatisfy(schedule -> assertThat(schedule.faults())
                        .filteredOn(Fault::destroys)
                        .hasSize(1));
        assertThat(Schedule.drawDestroying(1, 7)).isEqualTo(DESTROYING.get(6));
        assertThat(DESTROYING.get(6).name()).isEqualTo("destroy-7");
    }

    @Test
    void letsFaultsOfOneTargetFollowEachOtherWithinItsTime() {
        for (Schedule schedule : SCHEDULES) {
            for (Target target : Target.values()) {
                Duration free = Duration.ZERO;
                for (Fault fault : schedule.of(target)) {
                    assertThat(fault.at()).isGreaterThanOrEqualTo(free);
                    free = fault.at().plus(fault.lasts());
                }
                assertThat(free).isLessThanOrEqualTo(schedule.length());
            }
        }
    }

    @Test
    void leavesOutAKindWithoutChangingTheRest() {
        Schedule schedule = SCHEDULES.get(0);

        Schedule without = schedule.without(Set.of(FaultKind.KILL));

        assertThat(without.faults())
                .containsExactlyElementsOf(schedule.faults().stream()
                        .filter(fault -> fault.kind() != FaultKind.KILL)
                        .toList());
        assertThat(schedule.without(Set.copyOf(Arrays.asList(FaultKind.values())))
                        .faults())
                .isEmpty();
    }
}
