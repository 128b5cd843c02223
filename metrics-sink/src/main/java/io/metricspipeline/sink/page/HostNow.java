package io.metricspipeline.sink.page;

import org.jspecify.annotations.Nullable;

/**
 * A line of the host table.
 *
 * @param host name that the host reports
 * @param name the one to show
 * @param state live, late, silent or waiting (no sample kept)
 * @param ageSeconds since its newest sample, by the database's clock
 * @param intervalMillis between two of its samples
 * @param beats the last minute in slots of two seconds, oldest first: 9 everything came, 0 nothing
 * @param received samples of that minute
 * @param expected as many as there would be without any gap
 * @param unusual in words, what it does now that it does not usually do; null if nothing
 */
record HostNow(
        String host,
        String name,
        String state,
        @Nullable Double ageSeconds,
        @Nullable Integer intervalMillis,
        String beats,
        int received,
        int expected,
        @Nullable Double cpu,
        @Nullable Double memory,
        @Nullable Double disk,
        @Nullable Double receivedPerSecond,
        @Nullable Double sentPerSecond,
        @Nullable String unusual) {}
