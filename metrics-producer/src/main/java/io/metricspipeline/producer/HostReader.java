package io.metricspipeline.producer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the host's counters. To be used by one thread at a time. */
interface HostReader {

    /** Throws when there is nothing to read. */
    HostReading read();

    /** Linux tells in three files what OSHI takes ten times the processor time for; elsewhere OSHI knows. */
    static HostReader of(@Nullable Path hostProc, LongSupplier nanoTime) {
        if (hostProc != null) {
            return new LinuxReader(hostProc, HostNetwork.seenByProcessOne(hostProc));
        }
        Path proc = Path.of("/proc");
        return Files.isReadable(proc.resolve("stat"))
                ? new LinuxReader(proc, HostNetwork.seenFromHere(proc))
                : new OshiReader(nanoTime);
    }
}
