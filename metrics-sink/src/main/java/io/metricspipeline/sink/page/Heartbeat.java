package io.metricspipeline.sink.page;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of a host's last minute, counted in slots of two seconds, become a bar that shows where they are missing. */
final class Heartbeat {

    static final int SLOTS = 30;
    static final int SLOT_SECONDS = 2;
    private static final int FULL = 9;

    private final int[] counts = new int[SLOTS];

    /** Slot 0 is the oldest. */
    void add(int slot, int samples) {
        if (slot >= 0 && slot < SLOTS) {
            counts[slot] += samples;
        }
    }

    int received() {
        return Arrays.stream(counts).sum();
    }

    int expected(@Nullable Integer intervalMillis) {
        return intervalMillis == null ? 0 : Math.max(1, SLOTS * SLOT_SECONDS * 1_000 / intervalMillis);
    }

    /** Hosts that are sampled less often than each slot have their samples cover the slots until the next one. */
    String bar(@Nullable Integer intervalMillis) {
        int interval = intervalMillis == null ? SLOT_SECONDS * 1_000 : intervalMillis;
        int span = (int) Math.max(1, Math.ceil(interval / (SLOT_SECONDS * 1_000.0)));
        double expected = Math.max(1, (double) span * SLOT_SECONDS * 1_000 / interval);
        StringBuilder bar = new StringBuilder();
        for (int slot = 0; slot < SLOTS; slot++) {
            int came = Arrays.stream(counts, Math.max(0, slot - span + 1), slot + 1)
                    .sum();
            bar.append(level(came / expected));
        }
        return bar.toString();
    }

    /** Full from 7/8 on: a tick that falls on the other side of a slot's edge is no gap. */
    private static int level(double part) {
        return part >= 0.875 ? FULL : (int) Math.ceil(part * (FULL - 1));
    }
}
