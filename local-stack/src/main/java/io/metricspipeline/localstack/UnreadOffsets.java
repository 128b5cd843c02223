package io.metricspipeline.localstack;

import java.util.UUID;

/** Offsets of a partition that were destroyed before they were read; {@code to} is the first one after them. */
record UnreadOffsets(UUID topicId, int partition, long from, long to) {}
