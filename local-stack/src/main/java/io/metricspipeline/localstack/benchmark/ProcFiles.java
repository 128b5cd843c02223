package io.metricspipeline.localstack.benchmark;

import io.metricspipeline.localstack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells of processes in /proc: processor time in seconds, memory in bytes. Of a process that is gone, nothing. */
final class ProcFiles {
    private static final Path PROC = Path.of("/proc");
    // A constant of the interface: the kernel scales to it whatever its own tick is.
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TIME = 11;
    private static final int CHILDREN_SYSTEM_TIME = 14;

    private ProcFiles() {}

    static void requireLinux() {
        if (!Files.isReadable(PROC.resolve("self/stat"))) {
            throw new CannotStart("The benchmark reads /proc, which only Linux has.");
        }
    }

    /** Its own. */
    static double processorSeconds(long pid) {
        return ticks(pid, 2) / TICKS_PER_SECOND;
    }

    /** Its own, and that of all its children, also of those that have ended. */
    static double familyProcessorSeconds(long pid) {
        double children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToDouble(child -> processorSeconds(child.pid()))
                .sum();
        return ticks(pid, CHILDREN_SYSTEM_TIME - USER_TIME + 1) / TICKS_PER_SECOND + children;
    }

    /** All processors' time that was not idle, of the whole machine. */
    static double machineSeconds() {
        String[] cpu = lines(PROC.resolve("stat")).get(0).split(" +", -1);
        long busy = Stream.of(1, 2, 3, 6, 7, 8)
                .mapToLong(field -> Long.parseLong(cpu[field]))
                .sum();
        return busy / TICKS_PER_SECOND;
    }

    static long peakMemory(long pid) {
        return status(pid, "VmHWM:");
    }

    static long memory(long pid) {
        return status(pid, "VmRSS:");
    }

    /** Of the threads of this name, which Linux cuts to 15 characters. */
    static double threadProcessorSeconds(long pid, String name) {
        try (Stream<Path> threads = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            return threads.filter(thread -> lines(thread.resolve("comm")).contains(name))
                            .flatMap(thread -> lines(thread.resolve("schedstat")).stream())
                            .mapToLong(line -> Long.parseLong(line.split(" ", -1)[0]))
                            .sum()
                    / 1e9;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long status(long pid, String field) {
        return lines(PROC.resolve(Long.toString(pid)).resolve("status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
                .findFirst()
                .orElse(0);
    }

    private static long ticks(long pid, int fields) {
        return lines(PROC.resolve(Long.toString(pid)).resolve("stat")).stream()
                // The name may hold spaces and parentheses.
                .map(line -> line.substring(line.lastIndexOf(')') + 2).split(" ", -1))
                .flatMap(values -> Stream.of(values).skip(USER_TIME).limit(fields))
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException gone) {
            return List.of();
        }
    }
}
