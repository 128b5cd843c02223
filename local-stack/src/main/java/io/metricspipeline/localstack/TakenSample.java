package io.metricspipeline.localstack;

/**
 * A sample as its producer noted it: its key and facts; whether it was on disk or, when not, would go with a kill; and whether it
 * was made bad on purpose, so that it has to become a dead letter.
 */
record TakenSample(PublishedSample sample, boolean durable, boolean bad) {
    SampleKey key() {
        return sample.key();
    }
}
