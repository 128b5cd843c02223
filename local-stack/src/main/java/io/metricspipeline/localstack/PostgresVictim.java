package io.metricspipeline.localstack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL, which has more ways to fail than other processes. */
final class PostgresVictim implements Victim {
    private static final String SINKS = " from pg_stat_activity where application_name = 'metrics-sink'";

    private final Postgres postgres;
    private final ProcessVictim process;

    PostgresVictim(Postgres postgres) {
        this.postgres = postgres;
        this.process = new ProcessVictim(postgres);
    }

    @Override
    public int suffer(Fault fault) throws SQLException {
        return switch (fault.kind()) {
            case KILL_BACKEND -> killBackend();
            case TERMINATE_BACKENDS -> terminateBackends();
            case STOP_IMMEDIATELY -> stopImmediately(fault);
            default -> process.suffer(fault);
        };
    }

    /** The server ends all its other backends then, and recovers as after a crash. */
    private int killBackend() throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet backend = statement.executeQuery("select pid" + SINKS + " order by random() limit 1")) {
            if (!backend.next()) {
                return 0;
            }
            Signal.KILL.send(backend.getInt(1));
            return 1;
        }
    }

    private int terminateBackends() throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid)" + SINKS);
            return 0;
        }
    }

    private int stopImmediately(Fault fault) {
        postgres.stopImmediately();
        Patience.during(fault.lasts());
        postgres.start();
        return 0;
    }
}
