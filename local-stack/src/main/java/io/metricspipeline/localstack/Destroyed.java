package io.metricspipeline.localstack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What was destroyed before it was read, exactly. In goes, from the victims, what they destroyed; out comes, for the oracle, which
 * samples may be missing for it and what the system has to say of them. Nothing is ever taken back: a sample stays destroyed.
 */
final class Destroyed {
    private final Set<SampleKey> unread = new HashSet<>();
    private final Set<SampleKey> rejectsUnread = new HashSet<>();
    private final Set<SampleKey> damaged = new HashSet<>();
    private final Set<UnreadOffsets> unreadOffsets = new HashSet<>();
    private final List<String> words = new ArrayList<>();

    /** Records of the topic, by the samples in them, that no sink had stored. */
    synchronized void unread(Collection<SampleKey> samples) {
        unread.addAll(samples);
    }

    /** Records that were stored, or their rejection, but rejects among them perhaps not yet dead letters. */
    synchronized void rejectsUnread(Collection<SampleKey> samples) {
        rejectsUnread.addAll(samples);
    }

    /** What the database must say of it. */
    synchronized void offsets(UnreadOffsets offsets) {
        unreadOffsets.add(offsets);
    }

    /** Frames in a spool, each of which its producer has to declare, and no other. */
    synchronized void damaged(Collection<SampleKey> samples) {
        damaged.addAll(samples);
    }

    /** For the report. */
    synchronized void tell(String what) {
        words.add("destroyed: " + what);
    }

    /** What was told since the last call. */
    synchronized List<String> words() {
        List<String> told = List.copyOf(words);
        words.clear();
        return told;
    }

    synchronized boolean isUnread(SampleKey key) {
        return unread.contains(key);
    }

    synchronized boolean isRejectUnread(SampleKey key) {
        return unread.contains(key) || rejectsUnread.contains(key);
    }

    synchronized boolean isDamaged(SampleKey key) {
        return damaged.contains(key);
    }

    synchronized Set<UnreadOffsets> unreadOffsets() {
        return Set.copyOf(unreadOffsets);
    }
}
