package io.metricspipeline.localstack;

import io.metricspipeline.localstack.proxy.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** The spool of a producer, some of whose newest frames are damaged while it is down; not all of them were sent. */
final class SpoolVictim implements Victim {
    private static final int NEWEST = 60;
    private static final int ONE_IN_SO_MANY = 3;

    private final Part producer;
    private final Path spool;
    private final TcpProxy kafkaNetwork;
    private final Destroyed destroyed;

    SpoolVictim(Part producer, Path spool, TcpProxy kafkaNetwork, Destroyed destroyed) {
        this.producer = producer;
        this.spool = spool;
        this.kafkaNetwork = kafkaNetwork;
        this.destroyed = destroyed;
    }

    @Override
    public int suffer(Fault fault) throws IOException {
        kafkaNetwork.refuse();
        kafkaNetwork.cut();
        Patience.during(fault.lasts());
        producer.kill();
        damage(new Random(fault.at().toNanos()));
        kafkaNetwork.heal();
        producer.start();
        return 1;
    }

    private void damage(Random random) throws IOException {
        List<SpoolFrame> all = SpoolFrame.findIn(spool);
        List<SpoolFrame> frames = all.subList(Math.max(0, all.size() - NEWEST), all.size()).stream()
                .filter(frame -> random.nextInt(ONE_IN_SO_MANY) == 0)
                .toList();
        for (SpoolFrame frame : frames) {
            frame.damage();
        }
        destroyed.damaged(frames.stream().map(SpoolFrame::sample).toList());
        destroyed.tell(frames.size() + " frames in the spool");
    }
}
