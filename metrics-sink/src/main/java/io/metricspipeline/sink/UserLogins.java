package io.metricspipeline.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Logins of users: who and when are required, all else is brought into one form or, where it has none, becomes null. Each goes
 * on to {@code processed-user-login} with the time of its processing: at least once, always with the same event_id.
 */
@Component
final class UserLogins implements EventRules {

    private static final int LONGEST_TEXT = 200;
    private static final Duration FURTHEST_AHEAD = Duration.ofHours(1);
    private static final Pattern VERSION = Pattern.compile("[vV]?(\\d{1,5})(?:\\.(\\d{1,5}))?(?:\\.(\\d{1,5}))?");
    private static final Pattern DEVICE_TYPE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,29}");
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IP_V4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
    private static final Pattern IP_V6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:.]{2,45}");

    private final Clock clock;

    UserLogins(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String topic() {
        return "user-login";
    }

    @Override
    public String forwardedTo() {
        return "processed-user-login";
    }

    @Override
    public Instant apply(ObjectNode login, String origin, Instant receivedAt) throws UndecodableRecord {
        requireUser(login.path("user_id"));
        Instant time = time(login.path("timestamp"), receivedAt);
        login.put("timestamp", time.getEpochSecond());
        if (login.path("event_id").isMissingNode() || login.path("event_id").isNull()) {
            login.put("event_id", origin);
        }
        normalise(login, "locale", UserLogins::locale);
        normalise(login, "app_version", UserLogins::version);
        normalise(login, "device_type", text -> ifMatches(DEVICE_TYPE, text.toLowerCase(Locale.ROOT)));
        normalise(login, "ip", text -> IP_V4.matcher(text).matches() ? text : ifMatches(IP_V6, text));
        normalise(login, "device_id", text -> text);
        login.put(
                "processed_timestamp",
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        return time;
    }

    private static void requireUser(JsonNode user) throws UndecodableRecord {
        if (user.isMissingNode() || user.isNull()) {
            throw new UndecodableRecord(RejectReason.MISSING_FIELD, "user_id is required");
        }
        if (!user.isString()) {
            throw new UndecodableRecord(RejectReason.WRONG_TYPE, "user_id is no string");
        }
        if (user.asString().isBlank() || user.asString().length() > LONGEST_TEXT) {
            throw new UndecodableRecord(
                    RejectReason.BAD_TEXT, "user_id must have 1 to " + LONGEST_TEXT + " characters");
        }
    }

    private static Instant time(JsonNode timestamp, Instant receivedAt) throws UndecodableRecord {
        if (timestamp.isMissingNode() || timestamp.isNull()) {
            throw new UndecodableRecord(RejectReason.MISSING_FIELD, "timestamp is required");
        }
        Instant time = EventTime.of(timestamp);
        if (time == null) {
            throw new UndecodableRecord(RejectReason.BAD_TIME, "timestamp is no time");
        }
        if (time.isAfter(receivedAt.plus(FURTHEST_AHEAD))) {
            throw new UndecodableRecord(
                    RejectReason.FUTURE, "timestamp is more than an hour after Kafka received the login");
        }
        return time;
    }

    private static void normalise(ObjectNode login, String field, Function<String, @Nullable String> form) {
        JsonNode value = login.path(field);
        String text = value.isString() ? value.asString().strip() : "";
        String normal = text.isEmpty() || text.length() > LONGEST_TEXT ? null : form.apply(text);
        login.put(field, normal);
    }

    /** Language and country alone: de-DE of de_de, of de-DE-u-co-phonebk too. */
    private static @Nullable String locale(String text) {
        try {
            Locale locale =
                    new Locale.Builder().setLanguageTag(text.replace('_', '-')).build();
            String country = locale.getCountry().isEmpty() ? "" : "-" + locale.getCountry();
            return locale.getLanguage().isEmpty() ? null : locale.getLanguage() + country;
        } catch (IllformedLocaleException none) {
            return null;
        }
    }

    /** Three numbers: 2.3.0 of v2.3. */
    private static @Nullable String version(String text) {
        Matcher version = VERSION.matcher(text);
        return version.matches()
                ? number(version.group(1)) + "." + number(version.group(2)) + "." + number(version.group(3))
                : null;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static @Nullable String ifMatches(Pattern pattern, String text) {
        return pattern.matcher(text).matches() ? text : null;
    }
}
