package io.metricspipeline.localstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The disks of a fault run that can be full, PostgreSQL's and that of one spool; none where they cannot be mounted. */
final class FaultDisks implements AutoCloseable {
    private final Map<Target, Disk> disks;

    private FaultDisks(Map<Target, Disk> disks) {
        this.disks = disks;
    }

    static FaultDisks none() {
        return new FaultDisks(Map.of());
    }

    static FaultDisks mountedIn(Path data) {
        return Disk.isPossibleIn(data)
                ? new FaultDisks(Map.of(
                        Target.POSTGRES_DISK, Disk.mount(data.resolve("postgres")),
                        Target.SPOOL_DISK, Disk.mount(data.resolve("spool-1"))))
                : none();
    }

    Optional<Disk> of(Target target) {
        return Optional.ofNullable(disks.get(target));
    }

    void addVictims(Map<Target, Victim> victims, Postgres postgres) {
        disks.forEach((target, disk) -> victims.put(
                target,
                target == Target.POSTGRES_DISK ? new PostgresDiskVictim(disk, postgres) : new DiskVictim(disk)));
    }

    @Override
    public void close() {
        disks.values().forEach(Disk::close);
    }
}
