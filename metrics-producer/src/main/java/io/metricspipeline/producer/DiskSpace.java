package io.metricspipeline.producer;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how full one file system is, as {@code df} does. When it cannot be read it says so once and gives no value. */
final class DiskSpace {

    private static final Logger log = LoggerFactory.getLogger(DiskSpace.class);

    private final Path path;
    private @Nullable FileStore store;
    private boolean failing;

    DiskSpace(Path path) {
        this.path = path;
    }

    @Nullable
    Double usedPercent() {
        try {
            Double percent = usedPercent(store());
            failing = false;
            return percent;
        } catch (IOException failure) {
            failed(failure);
            return null;
        }
    }

    /** Kept, since finding it reads the whole mount table. */
    private FileStore store() throws IOException {
        if (store == null) {
            store = Files.getFileStore(path);
        }
        return store;
    }

    /** The share that root keeps for itself is neither used nor usable. */
    private static @Nullable Double usedPercent(FileStore store) throws IOException {
        double used = store.getTotalSpace() - store.getUnallocatedSpace();
        double usable = store.getUsableSpace();
        return used + usable > 0 ? used / (used + usable) * 100 : null;
    }

    private void failed(IOException failure) {
        store = null;
        if (!failing) {
            failing = true;
            log.warn("No disk usage: {} cannot be read: {}", path, failure.toString());
        }
    }
}
