package io.metricspipeline.localstack;

import static io.metricspipeline.localstack.FaultKind.CLOCK_AHEAD;
import static io.metricspipeline.localstack.FaultKind.CLOCK_BEHIND;
import static io.metricspipeline.localstack.FaultKind.CLOCK_FAR_AHEAD;
import static io.metricspipeline.localstack.FaultKind.CLOCK_FAR_BEHIND;
import static io.metricspipeline.localstack.FaultKind.CUT;
import static io.metricspipeline.localstack.FaultKind.DISK_FULL;
import static io.metricspipeline.localstack.FaultKind.DROP_COMMIT_REPLIES;
import static io.metricspipeline.localstack.FaultKind.HOLD_COMMIT_REPLY;
import static io.metricspipeline.localstack.FaultKind.KILL;
import static io.metricspipeline.localstack.FaultKind.KILL_BACKEND;
import static io.metricspipeline.localstack.FaultKind.LOG_FULL;
import static io.metricspipeline.localstack.FaultKind.OFFSETS_TO_EARLIEST;
import static io.metricspipeline.localstack.FaultKind.OFFSETS_TO_LATEST;
import static io.metricspipeline.localstack.FaultKind.PAUSE;
import static io.metricspipeline.localstack.FaultKind.REFUSE;
import static io.metricspipeline.localstack.FaultKind.SILENCE;
import static io.metricspipeline.localstack.FaultKind.SLOW;
import static io.metricspipeline.localstack.FaultKind.STOP;
import static io.metricspipeline.localstack.FaultKind.STOP_IMMEDIATELY;
import static io.metricspipeline.localstack.FaultKind.TERMINATE_BACKENDS;

import java.util.List;
import java.util.Random;

/** Whom faults befall, how many of them in a schedule, and of which kinds. */
enum Target {
    BROKER("Kafka", 0, 2),
    POSTGRES("PostgreSQL", 1, 3),
    PRODUCER_1("producer-1", 0, 2),
    PRODUCER_2("producer-2", 0, 2),
    PRODUCER_3("producer-3", 0, 2),
    SINK_1("sink-1", 1, 2),
    SINK_2("sink-2", 1, 2),
    /** Takes the place of the two above: a group's offsets can be reset only while it has no member. */
    ALL_SINKS("all sinks", 1, 1),
    KAFKA_NETWORK("network to Kafka", 0, 2),
    POSTGRES_NETWORK("network to PostgreSQL", 0, 2),
    POSTGRES_DISK("disk of PostgreSQL", 0, 1),
    SPOOL_DISK("disk of producer-1", 0, 1),
    LOAD_CLOCK("clock of the load", 0, 1),
    /** The last three suffer a {@link Destruction}, in schedules of its own. */
    TOPIC("topic", 0, 0),
    SPOOL("spool of producer-2", 0, 0),
    DATABASE("database", 0, 0);

    private final String words;
    private final int atLeast;
    private final int atMost;

    Target(String words, int atLeast, int atMost) {
        this.words = words;
        this.atLeast = atLeast;
        this.atMost = atMost;
    }

    String words() {
        return words;
    }

    /** As kills are counted. */
    String role() {
        return switch (this) {
            case BROKER, KAFKA_NETWORK -> "broker";
            case POSTGRES, POSTGRES_NETWORK, POSTGRES_DISK, DATABASE -> "postgres";
            case PRODUCER_1, PRODUCER_2, PRODUCER_3, SPOOL_DISK, SPOOL, LOAD_CLOCK -> "producer";
            case SINK_1, SINK_2, ALL_SINKS, TOPIC -> "sink";
        };
    }

    boolean isOneSink() {
        return this == SINK_1 || this == SINK_2;
    }

    int drawCount(Random random) {
        return atLeast + random.nextInt(atMost - atLeast + 1);
    }

    FaultKind drawKind(Random random) {
        List<FaultKind> kinds = kinds();
        return kinds.get(random.nextInt(kinds.size()));
    }

    /** A kind that is named more often comes more often. */
    private List<FaultKind> kinds() {
        return switch (this) {
            case BROKER -> List.of(KILL, KILL, PAUSE, STOP);
            case POSTGRES -> List.of(KILL, KILL, KILL, KILL_BACKEND, STOP_IMMEDIATELY, TERMINATE_BACKENDS, PAUSE);
            case PRODUCER_1, PRODUCER_2, PRODUCER_3, SINK_1, SINK_2 -> List.of(KILL, KILL, KILL, PAUSE, STOP);
            case ALL_SINKS -> List.of(OFFSETS_TO_EARLIEST, OFFSETS_TO_LATEST);
            case KAFKA_NETWORK -> List.of(CUT, SILENCE, SLOW, REFUSE);
            case POSTGRES_NETWORK -> List.of(CUT, SILENCE, SLOW, REFUSE, DROP_COMMIT_REPLIES, HOLD_COMMIT_REPLY);
            case POSTGRES_DISK -> List.of(DISK_FULL, LOG_FULL);
            case SPOOL_DISK -> List.of(DISK_FULL);
            case LOAD_CLOCK -> List.of(CLOCK_AHEAD, CLOCK_FAR_AHEAD, CLOCK_BEHIND, CLOCK_FAR_BEHIND);
            case TOPIC, SPOOL, DATABASE -> List.of();
        };
    }
}
