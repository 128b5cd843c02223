package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Damaged events through decoder and store into a real PostgreSQL: every one of them is found again. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(Servers.class)
class StoreFuzzIT {

    private static final Logger log = LoggerFactory.getLogger(StoreFuzzIT.class);
    private static final int BATCHES = 20;
    private static final int BATCH = 500;
    private static final long FIRST_OFFSET = 50_000_000; // no other test's
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

    @Autowired
    private SampleDecoder decoder;

    @Autowired
    private SampleStore store;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void accountsForEachOfTenThousandDamagedEvents() {
        log.info("fuzz: seed {}", SEED);
        Events events = new Events();
        Mutations mutations = new Mutations(SEED);
        int rowsBefore = count("metrics.host_sample");
        int stored = 0;
        int duplicates = 0;
        int expired = 0;
        int rejected = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            StoredBatch outcome = store.write(Events.NO_OFFSETS, decoder.decode(damaged(events, mutations, batch)));
            stored += outcome.stored();
            duplicates += outcome.duplicates();
            expired += outcome.expired();
            rejected += outcome.rejected().size();
        }
        log.info("fuzz: {} rows, {} duplicates, {} expired, {} rejected", stored, duplicates, expired, rejected);
        assertThat(stored + duplicates + expired + rejected).as("seed %d", SEED).isEqualTo(BATCHES * BATCH);
        assertThat(count("metrics.host_sample") - rowsBefore)
                .as("seed %d", SEED)
                .isEqualTo(stored);
        assertThat(count("metrics.rejected where record_offset >= " + FIRST_OFFSET))
                .as("seed %d", SEED)
                .isEqualTo(rejected);
        assertThat(count("metrics.rejected where reason in ('database', 'decoder_failed') and record_offset >= "
                        + FIRST_OFFSET))
                .as("seed %d", SEED)
                .isZero();
    }

    private static List<ConsumerRecord<byte[], byte[]>> damaged(Events events, Mutations mutations, int batch) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            int sequence = batch * BATCH + i;
            byte[] damaged = mutations.damage(events.bytes(sequence));
            records.add(Events.record(FIRST_OFFSET + sequence, damaged, Instant.now()));
        }
        return records;
    }

    private int count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Integer.class).single();
    }
}
