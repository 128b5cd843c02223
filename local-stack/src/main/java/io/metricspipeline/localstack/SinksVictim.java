package io.metricspipeline.localstack;

import java.util.List;
import org.apache.kafka.clients.admin.OffsetSpec;

/** All sinks at once: killed, and their group's committed offsets moved before they come back. */
final class SinksVictim implements Victim {
    private final List<? extends Part> sinks;
    private final Topics topics;

    SinksVictim(List<? extends Part> sinks, Topics topics) {
        this.sinks = sinks;
        this.topics = topics;
    }

    @Override
    public int suffer(Fault fault) {
        OffsetSpec to = fault.kind() == FaultKind.OFFSETS_TO_LATEST ? OffsetSpec.latest() : OffsetSpec.earliest();
        int killed = (int) sinks.stream().filter(Part::isAlive).count();
        sinks.forEach(Part::kill);
        Patience.during(fault.lasts());
        topics.resetCommitted(to);
        sinks.forEach(Part::start);
        return killed;
    }
}
