package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Several sinks that find an empty database at the same instant. How many times: -Dmigrations. */
class MigrationsIT {

    private static final int TIMES = Integer.getInteger("migrations", 3);
    private static final int AT_ONCE = 5;

    @Test
    void fiveMigrationsAtOnceMigrateOnceAndNoneFails() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int time = 0; time < TIMES; time++) {
                assertThat(migrateAtOnce(threads)).containsExactlyInAnyOrder(0, 0, 0, 0, migrations());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Integer> migrateAtOnce(ExecutorService threads) throws Exception {
        String database = "migrated_" + UUID.randomUUID().toString().replace("-", "");
        Servers.execute("create database " + database);
        CyclicBarrier start = new CyclicBarrier(AT_ONCE);
        List<Future<Integer>> executed = new ArrayList<>();
        for (int sink = 0; sink < AT_ONCE; sink++) {
            Flyway flyway = flyway(database);
            executed.add(threads.submit(() -> {
                start.await();
                return flyway.migrate().migrationsExecuted;
            }));
        }
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> future : executed) {
            results.add(future.get());
        }
        return results;
    }

    /** As application.yaml configures it. */
    private static Flyway flyway(String database) {
        return Flyway.configure()
                .dataSource(Servers.jdbcUrl(database), "postgres", "")
                .defaultSchema("metrics")
                .schemas("metrics")
                .group(true)
                .connectRetries(10)
                .load();
    }

    private static int migrations() {
        return flyway("postgres").info().all().length;
    }
}
