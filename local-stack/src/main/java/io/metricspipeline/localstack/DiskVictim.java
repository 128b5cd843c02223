package io.metricspipeline.localstack;

import java.io.IOException;

/** The disk under a part's files: full for a while. */
final class DiskVictim implements Victim {
    private final Disk disk;

    DiskVictim(Disk disk) {
        this.disk = disk;
    }

    @Override
    public int suffer(Fault fault) throws IOException {
        disk.fill();
        try {
            Patience.during(fault.lasts());
        } finally {
            disk.empty();
        }
        return 0;
    }
}
