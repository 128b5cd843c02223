package io.metricspipeline.localstack.alerts;

import io.metricspipeline.localstack.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The rules that are shipped, and copies of them in which all time runs faster: what stands after {@code for}, in brackets and
 * after {@code offset}, and minutes and hours written as {@code 15 * 60}. Everything else, thresholds too, stays.
 */
final class ShippedRules {
    /** As docker/prometheus has it; runs as fast as the rules do. */
    private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);

    private static final Pattern DURATION = Pattern.compile("(?<=for: |\\[|offset )(\\d+)([smh])\\b");
    private static final Pattern SECONDS = Pattern.compile("\\b(\\d+) \\* (60|3600)\\b");
    private static final Pattern NAME = Pattern.compile("- alert: (\\w+)");

    private final String text;

    private ShippedRules(String text) {
        this.text = text;
    }

    static ShippedRules read() throws IOException {
        return new ShippedRules(
                Files.readString(Build.projectDirectory().resolve("helm/metrics-pipeline/rules/alerts.yaml")));
    }

    List<String> alerts() {
        return NAME.matcher(text).results().map(name -> name.group(1)).toList();
    }

    /** So many times faster. */
    String scaled(int scale) {
        String shorter = DURATION.matcher(text).replaceAll(duration -> millis(duration) / scale + "ms");
        return SECONDS.matcher(shorter)
                .replaceAll(seconds -> String.format(
                        Locale.ROOT, "%.3f", Double.parseDouble(seconds.group(1)) * number(seconds, 2) / scale));
    }

    static Duration scrapeInterval(int scale) {
        return SCRAPE_INTERVAL.dividedBy(scale);
    }

    private static long millis(MatchResult duration) {
        long unit = switch (duration.group(2)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            default -> 1_000;
        };
        return number(duration, 1) * unit;
    }

    private static long number(MatchResult match, int group) {
        return Long.parseLong(match.group(group));
    }
}
