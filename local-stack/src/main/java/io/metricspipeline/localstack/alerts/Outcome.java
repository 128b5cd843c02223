package io.metricspipeline.localstack.alerts;

import org.jspecify.annotations.Nullable;

/**
 * What became of one alert in its trial.
 *
 * @param secondsToFire from the beginning of the fault; null when it did not fire
 * @param secondsToEnd from the healing; null when it went on
 * @param description what it said, in the words of the rule
 */
record Outcome(
        String alert,
        String fault,
        @Nullable Double secondsToFire,
        @Nullable Double secondsToEnd,
        String description) {

    boolean isGood() {
        return secondsToFire != null && secondsToEnd != null;
    }
}
