package io.metricspipeline.localstack;

import static io.metricspipeline.localstack.Target.BROKER;
import static io.metricspipeline.localstack.Target.DATABASE;
import static io.metricspipeline.localstack.Target.KAFKA_NETWORK;
import static io.metricspipeline.localstack.Target.POSTGRES;
import static io.metricspipeline.localstack.Target.POSTGRES_NETWORK;
import static io.metricspipeline.localstack.Target.PRODUCER_1;
import static io.metricspipeline.localstack.Target.PRODUCER_2;
import static io.metricspipeline.localstack.Target.PRODUCER_3;
import static io.metricspipeline.localstack.Target.SINK_1;
import static io.metricspipeline.localstack.Target.SINK_2;
import static io.metricspipeline.localstack.Target.SPOOL;
import static io.metricspipeline.localstack.Target.TOPIC;

import java.util.Set;

/** A fault that destroys data, and the targets of ordinary faults that leave it exactly known what was destroyed. */
enum Destruction {
    RECORDS(TOPIC, FaultKind.UNREAD_RECORDS_DELETED),
    WHOLE_TOPIC(TOPIC, FaultKind.TOPIC_REPLACED),
    FRAMES(SPOOL, FaultKind.FRAMES_DAMAGED),
    ROWS(DATABASE, FaultKind.BACKUP_RESTORED);

    private final Target target;
    private final FaultKind kind;

    Destruction(Target target, FaultKind kind) {
        this.target = target;
        this.kind = kind;
    }

    /** In turn. */
    static Destruction of(int schedule) {
        return values()[Math.floorMod(schedule - 1, values().length)];
    }

    Target target() {
        return target;
    }

    FaultKind kind() {
        return kind;
    }

    boolean allows(Target other) {
        return besides().contains(other);
    }

    private Set<Target> besides() {
        return switch (this) {
            case RECORDS, WHOLE_TOPIC -> Set.of(PRODUCER_1, PRODUCER_2, PRODUCER_3);
            case FRAMES -> Set.of(PRODUCER_1, PRODUCER_3, SINK_1, SINK_2, POSTGRES, POSTGRES_NETWORK);
            case ROWS -> Set.of(BROKER, KAFKA_NETWORK, PRODUCER_1, PRODUCER_2, PRODUCER_3, SINK_1, SINK_2);
        };
    }
}
