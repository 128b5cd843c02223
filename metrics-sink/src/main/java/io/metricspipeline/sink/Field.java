package io.metricspipeline.sink;

/** Every name that the contract gives a meaning, in the order in which producers write them. */
enum Field {
    SCHEMA_VERSION("schemaVersion"),
    PRODUCER_ID("producerId"),
    SEQUENCE("sequence"),
    HOST("host"),
    SAMPLED_AT("sampledAt"),
    INTERVAL_MILLIS("intervalMillis"),
    BOOTED_AT("bootedAt"),
    CPU_USAGE_PERCENT("cpuUsagePercent"),
    MEMORY_USAGE_PERCENT("memoryUsagePercent"),
    DISK_USAGE_PERCENT("diskUsagePercent"),
    CPU_INTERRUPTS("cpuInterrupts"),
    CPU_CONTEXT_SWITCHES("cpuContextSwitches"),
    NETWORK_SENT_BYTES("networkSentBytes"),
    NETWORK_RECEIVED_BYTES("networkReceivedBytes"),
    CPU_SYSTEM_CALLS("cpuSystemCalls"),
    CPU_INTERRUPTS_PER_SECOND("cpuInterruptsPerSecond"),
    CPU_CONTEXT_SWITCHES_PER_SECOND("cpuContextSwitchesPerSecond"),
    NETWORK_SENT_BYTES_PER_SECOND("networkSentBytesPerSecond"),
    NETWORK_RECEIVED_BYTES_PER_SECOND("networkReceivedBytesPerSecond"),
    MEMORY_USED_BYTES("memoryUsedBytes"),
    MEMORY_FREE_BYTES("memoryFreeBytes"),
    MISSED_TICKS("missedTicks"),
    ACKNOWLEDGED_BELOW("acknowledgedBelow"),
    LOSSES("losses"),
    FROM_SEQUENCE("fromSequence"),
    TO_SEQUENCE("toSequence"),
    REASON("reason"),
    CLOSED("closed"),
    SEQUENCES("sequences");

    private final String json;

    Field(String json) {
        this.json = json;
    }

    /** The name in the event. */
    String json() {
        return json;
    }
}
