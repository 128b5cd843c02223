package io.metricspipeline.sink;

/**
 * What an operator does not want of a partition, see {@code metrics.skip_to}.
 *
 * @param from the first offset that is passed over
 * @param to the first one behind it
 */
record Skip(long from, long to) {

    static final Skip NOTHING = new Skip(0, 0);

    boolean covers(long offset) {
        return from <= offset && offset < to;
    }
}
