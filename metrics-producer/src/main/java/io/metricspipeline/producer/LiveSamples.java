package io.metricspipeline.producer;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The samples of this process that are in memory: the newest, which are sent first, and those that could not be written
 * to disk. Guarded by the spool's lock.
 */
final class LiveSamples {

    /** Of the samples that are on disk too. More of them would use memory for nothing. */
    static final int MOST_WRITTEN = 1_000;

    /** To be sent. */
    private final NavigableMap<Long, HostSample> waiting = new TreeMap<>();

    /** Here alone, waiting or in flight. All are newer than those that are written. */
    private final NavigableMap<Long, HostSample> unwritten = new TreeMap<>();

    void add(HostSample sample, boolean written) {
        waiting.put(sample.sequence(), sample);
        if (!written) {
            unwritten.put(sample.sequence(), sample);
        }
    }

    /** It was taken, and has to be sent again. */
    void putBack(HostSample sample) {
        waiting.put(sample.sequence(), sample);
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    Optional<HostSample> next() {
        return Optional.ofNullable(waiting.pollFirstEntry()).map(Map.Entry::getValue);
    }

    /** The oldest of the written ones, where there are too many of them. */
    Optional<HostSample> excess() {
        return waiting.size() - unwritten.size() > MOST_WRITTEN && !unwritten.containsKey(waiting.firstKey())
                ? next()
                : Optional.empty();
    }

    int unwritten() {
        return unwritten.size();
    }

    boolean isUnwritten(long sequence) {
        return unwritten.containsKey(sequence);
    }

    Optional<HostSample> oldestUnwritten() {
        return Optional.ofNullable(unwritten.firstEntry()).map(Map.Entry::getValue);
    }

    void written(long sequence) {
        unwritten.remove(sequence);
    }

    /** They are settled, and on disk. */
    void forgetWritten(long first, long end) {
        waiting.subMap(first, end).clear();
    }

    /** It is settled. False when it was not known here alone. */
    boolean forget(long sequence) {
        waiting.remove(sequence);
        return unwritten.remove(sequence) != null;
    }
}
