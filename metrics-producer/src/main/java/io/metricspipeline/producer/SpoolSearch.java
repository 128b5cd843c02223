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
 * Reads every segment once, one at a time.
 */
final class SpoolSearch {

    private static final Logger log = LoggerFactory.getLogger(SpoolSearch.class);

    private final SpoolContents contents;
    private final SpoolFiles files;

    SpoolSearch(SpoolContents contents, SpoolFiles files) {
        this.contents = contents;
        this.files = files;
    }

    /** Nothing of it is given out before all is found: a later segment may declare what an earlier one held. */
    void findEarlier() throws IOException {
        List<FoundProcess> found = new ArrayList<>();
        for (Map.Entry<UUID, List<SegmentName>> process : unknownProcesses().entrySet()) {
            found.add(read(process.getKey(), process.getValue()));
        }
        synchronized (contents) {
            found.forEach(contents::addEarlier);
            contents.notifyAll();
        }
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

    private FoundProcess read(UUID producerId, List<SegmentName> names) {
        FoundProcess process = new FoundProcess(producerId);
        for (int i = 0; i < names.size(); i++) {
            Long next = i + 1 < names.size() ? names.get(i + 1).first() : null;
            read(names.get(i), next, process);
        }
        log.info(
                "An earlier process ({}) left {} samples in the spool, {} of them damaged",
                producerId,
                process.samples(),
                process.damagedSamples());
        return process;
    }

    private void read(SegmentName name, @Nullable Long next, FoundProcess process) {
        try {
            byte[] bytes = files.read(name);
            process.add(name, bytes.length, SegmentContent.read(bytes), next);
        } catch (IOException reason) {
            log.warn("{} cannot be read and is set aside: {}", name, reason.toString());
            process.add(name, files.size(name), null, next);
        }
    }
}
