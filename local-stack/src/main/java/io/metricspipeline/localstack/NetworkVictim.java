package io.metricspipeline.localstack;

import io.metricspipeline.localstack.proxy.CommitReplies;
import io.metricspipeline.localstack.proxy.TcpProxy;

/** The network in front of Kafka or of PostgreSQL. */
final class NetworkVictim implements Victim {
    private static final int SLOW_BYTES_PER_SECOND = 16 * 1024;
    private static final int DROPPED_REPLIES = 3;

    private final TcpProxy proxy;
    private final CommitReplies commits;

    NetworkVictim(TcpProxy proxy, CommitReplies commits) {
        this.proxy = proxy;
        this.commits = commits;
    }

    @Override
    public int suffer(Fault fault) {
        begin(fault);
        Patience.during(fault.lasts());
        proxy.heal();
        commits.heal();
        if (fault.kind() == FaultKind.HOLD_COMMIT_REPLY) {
            proxy.cut();
        }
        return 0;
    }

    private void begin(Fault fault) {
        switch (fault.kind()) {
            case CUT -> proxy.cut();
            case SILENCE -> proxy.silence();
            case SLOW -> proxy.slow(SLOW_BYTES_PER_SECOND);
            case REFUSE -> {
                proxy.refuse();
                proxy.cut();
            }
            case DROP_COMMIT_REPLIES -> commits.drop(DROPPED_REPLIES);
            case HOLD_COMMIT_REPLY -> commits.hold(1);
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }
}
