package io.metricspipeline.localstack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** Turns a running PostgreSQL that trusts everybody into one that takes nobody without TLS and a SCRAM login. */
final class SecuredPostgres {
    private static final String ONLY_TLS_AND_SCRAM = "hostssl all all all scram-sha-256\n";

    private SecuredPostgres() {}

    static PGSimpleDataSource secure(
            Postgres postgres, Path cluster, int port, Certificates certificates, Logins logins)
            throws IOException, SQLException {
        Files.writeString(cluster.resolve("pg_hba.conf"), ONLY_TLS_AND_SCRAM);
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements(certificates, logins)) {
                statement.execute(sql);
            }
        }
        PGSimpleDataSource secured = dataSource(port, certificates, logins);
        await().atMost(Duration.ofMinutes(5)).ignoreExceptions().until(() -> isTaken(secured));
        return secured;
    }

    private static List<String> statements(Certificates certificates, Logins logins) {
        return List.of(
                "create role metrics_owner login password '" + logins.password(Logins.OWNER) + "'",
                "create role metrics_writer login password '" + logins.password(Logins.WRITER) + "'",
                "alter role " + Postgres.USER + " password '" + logins.password(Postgres.USER) + "'",
                "alter database metrics owner to metrics_owner",
                "revoke all on database metrics from public",
                "alter system set ssl_cert_file = '" + certificates.server() + "'",
                "alter system set ssl_key_file = '" + certificates.server() + "'",
                "alter system set ssl = on",
                "select pg_reload_conf()");
    }

    static PGSimpleDataSource dataSource(int port, Certificates certificates, Logins logins) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(
                "jdbc:postgresql://localhost:" + port + "/metrics?sslmode=verify-full&channelBinding=require");
        dataSource.setSslRootCert(certificates.authority().toString());
        dataSource.setUser(Postgres.USER);
        dataSource.setPassword(logins.password(Postgres.USER));
        return dataSource;
    }

    private static boolean isTaken(PGSimpleDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(1);
        }
    }
}
