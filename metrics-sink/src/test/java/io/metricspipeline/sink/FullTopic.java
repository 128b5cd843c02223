package io.metricspipeline.sink;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** A topic that fills while nobody reads it, again and again; and how fast the sink then makes rows of it, at what cost. */
final class FullTopic {

    private static final int HOSTS = 50;
    private static final int SAMPLES_OF_EACH = 4_000;
    private static final int ROWS = HOSTS * SAMPLES_OF_EACH;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final OwnSink sink;
    private final CpuTimes cpu;
    private final List<Events> hosts =
            IntStream.range(0, HOSTS).mapToObj(number -> new Events()).toList();
    private long sequence;

    FullTopic(OwnSink sink) {
        this.sink = sink;
        this.cpu = new CpuTimes(sink.jdbc);
    }

    List<String> hosts() {
        return hosts.stream().map(host -> host.host).toList();
    }

    /** One round. */
    Round store() {
        KafkaListenerEndpointRegistry listeners = sink.bean(KafkaListenerEndpointRegistry.class);
        listeners.stop();
        sink.jdbc.sql("truncate metrics.host_sample").update();
        fill();
        int before = sink.meters().stored();
        CpuTimes.Look began = cpu.look();
        listeners.start();
        await().atMost(PATIENCE).until(() -> sink.meters().stored() - before == ROWS);
        CpuTimes.Look end = cpu.look();
        return new Round(
                rowsPerSecond(),
                end.sinkSince(began).toNanos() / 1e3 / ROWS,
                end.postgresSince(began).toNanos() / 1e3 / ROWS);
    }

    /** From the first commit to the last. */
    private double rowsPerSecond() {
        return sink.jdbc.sql("""
                        select ((sum(rows) - (array_agg(rows order by done))[1])
                                / extract(epoch from max(done) - min(done)))::double precision
                        from (select count(*) as rows, pg_xact_commit_timestamp(xmin) as done
                              from metrics.host_sample group by xmin) as batch
                        """).query(Double.class).single();
    }

    /** As after an outage of seven minutes. */
    private void fill() {
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusMillis(SAMPLES_OF_EACH * 100L);
        List<byte[]> values = new ArrayList<>();
        for (int number = 0; number < SAMPLES_OF_EACH; number++) {
            String sampledAt = start.plusMillis(100L * number).toString();
            for (Events host : hosts) {
                values.add(Events.bytes(host.event(sequence).put("sampledAt", sampledAt)));
            }
            sequence++;
        }
        sink.sendMany(values);
    }

    /**
     * What one round was like.
     *
     * @param sinkMicros of CPU for each row, of this process: the sink, and the broker
     * @param postgresMicros likewise, of PostgreSQL
     */
    record Round(double rowsPerSecond, double sinkMicros, double postgresMicros) {}
}
