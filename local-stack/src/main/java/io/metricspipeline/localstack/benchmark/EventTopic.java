package io.metricspipeline.localstack.benchmark;

/**
 * A topic that is filled and written no more.
 *
 * @param name of the topic
 * @param partitions how many it has
 * @param records in all partitions
 * @param samples different ones among them
 */
record EventTopic(String name, int partitions, long records, long samples) {}
