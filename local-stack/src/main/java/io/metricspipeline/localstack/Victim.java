package io.metricspipeline.localstack;

/** A part or a connection of the stack that faults befall: lets one happen, and undoes it when its time is over. */
interface Victim {
    /** Returns how many processes were killed by it. */
    int suffer(Fault fault) throws Exception;
}
