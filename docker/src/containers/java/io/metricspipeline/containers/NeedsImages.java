package io.metricspipeline.containers;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a test class, with one line that says why, where no Docker engine answers or an image is neither there nor to be
 * pulled. Testcontainers would try for minutes and then fail.
 */
public final class NeedsImages implements ExecutionCondition {
    // The one test that starts it asks for it.
    private static final String GRAFANA = "grafana/";

    private static final Optional<String> MISSING = missing();

    static {
        MISSING.ifPresent(what -> System.out.println("Tests with containers are skipped: " + what));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return MISSING.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("engine and images are at hand"));
    }

    private static Optional<String> missing() {
        if (!Docker.succeeds(Duration.ofSeconds(30), "info")) {
            return Optional.of("no Docker engine answers; \"docker info\" must succeed.");
        }
        return Images.all()
                .filter(image -> !image.startsWith(GRAFANA))
                .filter(image -> !Docker.has(image))
                .findFirst()
                .map(image -> "no image " + image + "; \"docker pull " + image + "\" must succeed.");
    }
}
