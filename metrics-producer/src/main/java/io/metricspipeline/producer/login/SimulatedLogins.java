package io.metricspipeline.producer.login;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * People and their logins: a few log in often and most seldom, by day more than by night, where they live. The same
 * settings, run and times give the same events. For one thread.
 */
final class SimulatedLogins {

    private static final List<Region> REGIONS = List.of(
            new Region("en-US", -6, 30),
            new Region("pt-BR", -3, 14),
            new Region("hi-IN", 5, 12),
            new Region("de-DE", 1, 10),
            new Region("en-GB", 0, 9),
            new Region("fr-FR", 1, 7),
            new Region("ja-JP", 9, 7),
            new Region("es-MX", -6, 6),
            new Region("tr-TR", 3, 5));

    private static final List<Weighted> DEVICES =
            List.of(new Weighted("android", 58), new Weighted("ios", 34), new Weighted("web", 8));

    private static final List<Weighted> VERSIONS = List.of(
            new Weighted("2.3.0", 52),
            new Weighted("2.2.1", 24),
            new Weighted("2.2.0", 10),
            new Weighted("2.1.4", 8),
            new Weighted("1.9.7", 4),
            new Weighted("1.0.2", 2));

    /** Each of them may be missing. */
    private static final List<String> FIELDS =
            List.of("user_id", "app_version", "device_type", "ip", "locale", "device_id", "timestamp");

    private static final double SECOND_DEVICE = 0.25;

    private final LoginProperties settings;
    private final String run;
    private final SplittableRandom random;
    private long made;

    /**
     * @param run of this process alone: no two runs have an event_id in common
     */
    SimulatedLogins(LoginProperties settings, UUID run) {
        this.settings = settings;
        this.run = run.toString();
        this.random = new SplittableRandom(settings.seed() ^ run.getMostSignificantBits());
    }

    /** Until the next login: they are independent of one another. */
    Duration pause() {
        return Duration.ofNanos((long) (-Math.log(1 - random.nextDouble()) / settings.perSecond() * 1e9));
    }

    /** Somebody logs in. The key is the person's, also where user_id is missing. */
    Login login(Instant at) {
        int number = number();
        while (random.nextDouble() > activity(person(number).region(), at)) {
            number = number();
        }
        Person person = person(number);
        ObjectNode event = event(person, at);
        if (random.nextDouble() < settings.missing()) {
            event.remove(FIELDS.get(random.nextInt(FIELDS.size())));
        }
        if (random.nextDouble() < settings.odd()) {
            makeOdd(event);
        }
        return new Login(person.id(), event);
    }

    /** Of a person: the lower, the busier. */
    private int number() {
        return (int) (settings.users() * Math.pow(random.nextDouble(), 3));
    }

    /** From a seventh, at four in the morning, to one. */
    private static double activity(Region region, Instant at) {
        double hour = at.atOffset(ZoneOffset.ofHours(region.offsetHours()))
                        .toLocalTime()
                        .toSecondOfDay()
                / 3600.0;
        return 0.57 - 0.43 * Math.cos((hour - 4) / 24 * 2 * Math.PI);
    }

    /** Always the same one. */
    private Person person(int number) {
        SplittableRandom traits = new SplittableRandom(settings.seed() * 1_000_003 + number).split();
        UUID id = new UUID(traits.nextLong(), traits.nextLong());
        return new Person(
                id.toString(), pick(REGIONS, traits), pick(VERSIONS, traits).value(), traits);
    }

    private ObjectNode event(Person person, Instant at) {
        boolean second = person.traits().nextDouble() < SECOND_DEVICE && random.nextBoolean();
        SplittableRandom device = second ? person.traits().split() : person.traits();
        return JsonNodeFactory.instance
                .objectNode()
                .put("event_id", eventId())
                .put("user_id", person.id())
                .put("app_version", person.version())
                .put("device_type", pick(DEVICES, device).value())
                .put("ip", "198." + device.nextInt(18, 20) + "." + device.nextInt(256) + "." + device.nextInt(1, 255))
                .put("locale", person.region().locale())
                .put("device_id", new UUID(device.nextLong(), device.nextLong()).toString())
                .put("timestamp", at.getEpochSecond());
    }

    private String eventId() {
        return UUID.nameUUIDFromBytes((run + made++).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private void makeOdd(ObjectNode event) {
        switch (random.nextInt(8)) {
            case 0 -> event.put("locale", "en_us");
            case 1 -> event.putNull("locale");
            case 2 -> event.put("app_version", "v2.3");
            case 3 -> event.put("device_type", " Android");
            case 4 -> event.put("ip", "999.1.2.3");
            case 5 -> event.put("user_id", "");
            case 6 -> event.put("timestamp", event.path("timestamp").asLong(0) * 1000);
            default -> event.put("referrer", "mail");
        }
    }

    private static <T extends Likely> T pick(List<T> among, SplittableRandom random) {
        int left = random.nextInt(among.stream().mapToInt(Likely::weight).sum());
        for (T candidate : among) {
            left -= candidate.weight();
            if (left < 0) {
                return candidate;
            }
        }
        throw new AssertionError(left);
    }

    /** An event and its key. */
    record Login(String key, ObjectNode event) {}

    private record Person(String id, Region region, String version, SplittableRandom traits) {}

    private interface Likely {
        int weight();
    }

    private record Weighted(String value, int weight) implements Likely {}

    private record Region(String locale, int offsetHours, int weight) implements Likely {}
}
