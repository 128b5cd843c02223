package io.metricspipeline.localstack;

/**
 * A sample as its producer noted it: its key and facts; whether it was on disk or, when not, would go with a kill; and the reason
 * for which it has to become a dead letter, when it was made bad on purpose: empty for a good one.
 */
record TakenSample(PublishedSample sample, boolean durable, String badFor) {
    boolean isBad() {
        return !badFor.isEmpty();
    }

    SampleKey key() {
        return sample.key();
    }
}
