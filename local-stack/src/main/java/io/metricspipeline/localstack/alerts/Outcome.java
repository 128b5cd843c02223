package io.metricspipeline.localstack.alerts;

import org.jspecify.annotations.Nullable;

/**
 * What became of one alert in a trial.
 *
 * @param isMeant whether the fault has to fire it; one that it fires as well has to end
 * @param secondsToFire from the beginning of the fault; null when it did not fire
 * @param secondsToEnd from the healing; null when it went on
 * @param description what it said, in the words of the rule
 */
record Outcome(
        String alert,
        String fault,
        boolean isMeant,
        @Nullable Double secondsToFire,
        @Nullable Double secondsToEnd,
        String description) {

    boolean isGood() {
        return secondsToFire != null && secondsToEnd != null;
    }
}
