package io.metricspipeline.producer.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SimulatedLoginsTest {

    private static final int MANY = 20_000;
    private static final UUID RUN = UUID.fromString("3f0b8a52-6c1d-4e57-9a84-2d7c1e5f9b60");
    private static final UUID NEXT_RUN = UUID.fromString("b7e4c9d1-0a38-4f6e-8c25-71d9e3a6f048");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private static final Set<String> FIELDS =
            Set.of("event_id", "user_id", "app_version", "device_type", "ip", "locale", "device_id", "timestamp");

    @Test
    void theSameSettingsAndRunGiveTheSameLogins() {
        assertThat(events(settings(0, 0), RUN, 1_000)).isEqualTo(events(settings(0, 0), RUN, 1_000));
    }

    @Test
    void noTwoEventsOfAnyRunHaveAnIdInCommon() {
        List<ObjectNode> events = events(settings(0, 0), RUN, 1_000);
        events.addAll(events(settings(0, 0), NEXT_RUN, 1_000));

        assertThat(events).extracting(event -> event.get("event_id").asString()).doesNotHaveDuplicates();
    }

    @Test
    void everyEventHasEveryFieldAndTheTimeInSeconds() {
        assertThat(events(settings(0, 0), RUN, 1_000)).allSatisfy(event -> {
            assertThat(event.propertyNames()).containsExactlyInAnyOrderElementsOf(FIELDS);
            assertThat(event.get("timestamp").asLong()).isEqualTo(NOON.getEpochSecond());
        });
    }

    @Test
    void aPersonKeepsLocaleAndVersionAndHasTwoDevicesAtMost() {
        Map<String, List<ObjectNode>> byUser =
                events(settings(0, 0), RUN, MANY).stream().collect(Collectors.groupingBy(text("user_id")));

        assertThat(byUser.values()).allSatisfy(events -> {
            assertThat(distinct(events, "locale")).hasSize(1);
            assertThat(distinct(events, "app_version")).hasSize(1);
            assertThat(distinct(events, "device_id")).hasSizeBetween(1, 2);
        });
    }

    @Test
    void theBusiestTenthOfThePeopleMakesAThirdAndMoreOfTheLogins() {
        Map<String, Long> byUser = events(settings(0, 0), RUN, MANY).stream()
                .collect(Collectors.groupingBy(text("user_id"), Collectors.counting()));

        long busiest = byUser.values().stream()
                .sorted((one, other) -> Long.compare(other, one))
                .limit(100)
                .mapToLong(logins -> logins)
                .sum();
        assertThat(busiest).isBetween(MANY / 3L, MANY * 2L / 3);
    }

    @Test
    void peopleLogInByDayWhereTheyLive() {
        assertThat(share("ja-JP", NOON)).isGreaterThan(2 * share("ja-JP", Instant.parse("2026-11-20T19:00:00Z")));
    }

    @Test
    void thePausesKeepTheRate() {
        SimulatedLogins logins = new SimulatedLogins(settings(0, 0), RUN);

        double seconds = IntStream.range(0, MANY)
                        .mapToLong(login -> logins.pause().toNanos())
                        .sum()
                / 1e9;

        assertThat(MANY / seconds).isCloseTo(50, within(2.0));
    }

    @Test
    void fieldsAreMissingAndOddAtTheWantedShares() {
        List<ObjectNode> missing = events(settings(0.3, 0), RUN, MANY);
        List<ObjectNode> odd = events(settings(0, 0.2), RUN, MANY);

        assertThat(missing).allMatch(event -> event.has("event_id"));
        assertThat(share(missing, event -> event.size() < FIELDS.size())).isCloseTo(0.3, within(0.02));
        assertThat(share(odd, event -> event.has("referrer"))).isCloseTo(0.2 / 8, within(0.01));
        assertThat(distinct(odd, "ip")).contains("999.1.2.3");
    }

    private static LoginProperties settings(double missing, double odd) {
        return new LoginProperties("user-login", 50, 1_000, 7, missing, odd);
    }

    private static List<ObjectNode> events(LoginProperties settings, UUID run, int number) {
        return events(settings, run, number, NOON);
    }

    private static List<ObjectNode> events(LoginProperties settings, UUID run, int number, Instant at) {
        SimulatedLogins logins = new SimulatedLogins(settings, run);
        return IntStream.range(0, number)
                .mapToObj(login -> logins.login(at).event())
                .collect(Collectors.toList());
    }

    private static double share(String locale, Instant at) {
        return share(
                events(settings(0, 0), RUN, MANY, at),
                event -> event.get("locale").asString().equals(locale));
    }

    private static double share(List<ObjectNode> events, Predicate<ObjectNode> matching) {
        return (double) events.stream().filter(matching).count() / events.size();
    }

    private static Function<ObjectNode, String> text(String field) {
        return event -> event.get(field).asString();
    }

    private static Set<String> distinct(List<ObjectNode> events, String field) {
        return events.stream().map(text(field)).collect(Collectors.toCollection(HashSet::new));
    }
}
