package io.metricspipeline.localstack.benchmark;

/** What is in a topic: every sample once, or some again, in the ways that are hardest on a sink. */
enum Delivery {
    ONCE("once"),
    /** In each poll the last sample by key is one that was stored long ago: a COPY fails when all of it is done. */
    DUPLICATE_LAST("duplicate-last"),
    /** Each sample comes again half a poll later, in front of other duplicates and between new ones. */
    HALF_DUPLICATES("half-duplicates");

    private final String word;

    Delivery(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
