package io.metricspipeline.producer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what earlier processes left in the spool: their unsettled samples, their losses, and which samples are damaged.
 * Reads every segment once, one at a time. One that cannot be read now, as when too many files are open, keeps all of it
 * waiting: it is tried again after 1, 2, 4 … rounds, for eight minutes, before it counts as unreadable. Even then it does
 * not while no other can be read either: the reason is none of its own.
 */
final class SpoolSearch {

    private static final Logger log = LoggerFactory.getLogger(SpoolSearch.class);

    static final int MOST_ROUNDS = 512;

    private final SpoolContents contents;
    private final SpoolFiles files;
    private final List<IOException> unreadable = new ArrayList<>();
    private @Nullable SegmentName sound;
    private int rounds;

    SpoolSearch(SpoolContents contents, SpoolFiles files) {
        this.contents = contents;
        this.files = files;
    }

    /**
     * One round. Nothing is given out before all is found: a later segment may declare what an earlier one held.
     *
     * @return whether all is found
     */
    boolean findEarlier() throws IOException {
        rounds++;
        if (Integer.bitCount(rounds) > 1 && rounds % MOST_ROUNDS > 0) {
            return false;
        }
        Map<UUID, List<SegmentName>> unknown = unknownProcesses();
        try {
            add(read(unknown));
            return true;
        } catch (IOException reason) {
            waitFor(reason);
            return false;
        }
    }

    private List<FoundProcess> read(Map<UUID, List<SegmentName>> unknown) throws IOException {
        unreadable.clear();
        sound = null;
        List<FoundProcess> found = new ArrayList<>();
        for (Map.Entry<UUID, List<SegmentName>> process : unknown.entrySet()) {
            found.add(read(process.getKey(), process.getValue()));
        }
        if (!unreadable.isEmpty()) {
            requireAnotherReadable();
        }
        unreadable.forEach(reason -> log.warn("{}. It is set aside", reason.getMessage()));
        return found;
    }

    /** Still: what was read before the files ran out tells nothing. */
    private void requireAnotherReadable() throws IOException {
        if (sound == null) {
            throw unreadable.get(0);
        }
        files.read(sound);
    }

    private void waitFor(IOException reason) {
        if (rounds == 1) {
            log.warn("What earlier processes left in the spool waits: {}", reason.getMessage());
        }
        synchronized (contents) {
            contents.unread(reason.getMessage());
        }
    }

    private void add(List<FoundProcess> found) {
        rounds = 0;
        synchronized (contents) {
            found.forEach(contents::addEarlier);
            contents.unread(null);
            contents.notifyAll();
        }
        found.forEach(process -> log.info(
                "An earlier process ({}) left {} samples in the spool, {} of them damaged",
                process.segments().producerId(),
                process.samples(),
                process.damagedSamples()));
    }

    private Map<UUID, List<SegmentName>> unknownProcesses() throws IOException {
        Map<UUID, List<SegmentName>> unknown = new LinkedHashMap<>();
        List<SegmentName> names = files.list();
        synchronized (contents) {
            for (SegmentName name : names) {
                if (!contents.segments().knows(name.producerId())) {
                    unknown.computeIfAbsent(name.producerId(), process -> new ArrayList<>())
                            .add(name);
                }
            }
        }
        return unknown;
    }

    private FoundProcess read(UUID producerId, List<SegmentName> names) throws IOException {
        FoundProcess process = new FoundProcess(producerId);
        for (int i = 0; i < names.size(); i++) {
            Long next = i + 1 < names.size() ? names.get(i + 1).first() : null;
            read(names.get(i), next, process);
        }
        return process;
    }

    private void read(SegmentName name, @Nullable Long next, FoundProcess process) throws IOException {
        try {
            byte[] bytes = files.read(name);
            process.add(name, bytes.length, SegmentContent.read(bytes), next);
            sound = name;
        } catch (IOException reason) {
            IOException notNow = new IOException(name + " cannot be read now: " + reason, reason);
            if (rounds < MOST_ROUNDS) {
                throw notNow;
            }
            unreadable.add(notNow);
            process.add(name, files.size(name), null, next);
        }
    }
}
