package io.metricspipeline.localstack;

import java.io.IOException;
import java.sql.SQLException;

/** The database, which goes back to where it was some seconds ago. Kafka still has the rest. */
final class DatabaseVictim implements Victim {
    private final Postgres postgres;
    private final Destroyed destroyed;

    DatabaseVictim(Postgres postgres, Destroyed destroyed) {
        this.postgres = postgres;
        this.destroyed = destroyed;
    }

    @Override
    public int suffer(Fault fault) throws IOException, SQLException {
        BaseBackup backup =
                BaseBackup.take(postgres.dataSource(), postgres.cluster(), postgres.besideCluster("backup"));
        Patience.during(fault.lasts());
        postgres.kill();
        backup.restore();
        postgres.start();
        destroyed.tell("the last " + fault.lasts().toMillis() / 1e3 + " s of the database");
        return 1;
    }
}
