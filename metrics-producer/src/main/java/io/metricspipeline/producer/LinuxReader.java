package io.metricspipeline.producer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads Linux's /proc. Source of what the files mean: proc(5) of the Linux manual. */
final class LinuxReader implements HostReader {

    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final int KIBIBYTE = 1024;

    /** user, nice, system, idle, iowait, irq, softirq, steal; what guests had after these is part of user and nice. */
    private static final int KINDS_OF_TICKS = 8;

    private static final int IDLE = 3;
    private static final int WAITING_FOR_DISKS = 4;

    private final ProcFile stat;
    private final ProcFile memory;
    private final HostNetwork network;

    LinuxReader(Path proc, HostNetwork network) {
        this.stat = new ProcFile(proc.resolve("stat"));
        this.memory = new ProcFile(proc.resolve("meminfo"));
        this.network = network;
    }

    @Override
    public HostReading read() {
        try {
            return read(stat.read(), memory.read());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private HostReading read(String stat, String memory) {
        String[] ticks = BLANKS.split(stat.substring(0, stat.indexOf('\n')), -1);
        long all = 0;
        for (int kind = 0; kind < KINDS_OF_TICKS; kind++) {
            all += ticks(ticks, kind);
        }
        long totalMemory = bytes(memory, "MemTotal:");
        return new HostReading(
                all,
                ticks(ticks, IDLE) + ticks(ticks, WAITING_FOR_DISKS),
                ProcFile.number(stat, "intr"),
                ProcFile.number(stat, "ctxt"),
                totalMemory,
                Math.min(totalMemory, available(memory)),
                network.read());
    }

    /** After the word "cpu". */
    private static long ticks(String[] line, int kind) {
        return Long.parseLong(line[1 + kind]);
    }

    /** Linux tells it since version 3.14; before, and where a container's own /proc leaves it out, by what it is made of. */
    private long available(String memory) {
        @Nullable Long kibibytes = ProcFile.number(memory, "MemAvailable:");
        return kibibytes != null
                ? kibibytes * KIBIBYTE
                : bytes(memory, "MemFree:") + bytes(memory, "Buffers:") + bytes(memory, "Cached:");
    }

    private long bytes(String text, String name) {
        @Nullable Long kibibytes = ProcFile.number(text, name);
        if (kibibytes == null) {
            throw new IllegalStateException(memory.path() + " has no line " + name);
        }
        return kibibytes * KIBIBYTE;
    }
}
