package io.metricspipeline.producer.fleet;

/**
 * What a host measures at one moment.
 *
 * @param rates the growth of its counters, per second
 */
record Reading(double cpuPercent, double memoryPercent, double diskPercent, Rates rates) {

    record Rates(double interrupts, double contextSwitches, double sentBytes, double receivedBytes) {}
}
