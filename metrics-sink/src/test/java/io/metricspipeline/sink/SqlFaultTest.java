package io.metricspipeline.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class SqlFaultTest {

    @ParameterizedTest
    @CsvSource({
        "22003, RECORD",
        "22021, RECORD",
        "23502, RECORD",
        "23505, RECORD",
        "54000, RECORD",
        "22P03, WORLD",
        "22P04, WORLD",
        "23503, WORLD",
        "23514, WORLD",
        "28P01, OPERATOR",
        "42501, OPERATOR",
        "42P01, OPERATOR",
        "3D000, OPERATOR",
        "3F000, OPERATOR",
        "0A000, OPERATOR",
        "08006, WORLD",
        "40001, WORLD",
        "40P01, WORLD",
        "53100, WORLD",
        "57P01, WORLD",
        "25006, WORLD",
        "XX000, WORLD"
    })
    void blamesTheRecordOnlyWhereItIsSure(String state, SqlFault fault) {
        assertThat(SqlFault.of(new IllegalStateException(new SQLException("", state))))
                .isEqualTo(fault);
    }

    @Test
    void blamesTheRecordForACheckThatHasAName() {
        assertThat(SqlFault.of(new PSQLException(new ServerErrorMessage("C23514\0nno_sixes\0Mviolates\0"))))
                .isEqualTo(SqlFault.RECORD);
    }

    @Test
    void tellsTheInnermostReasonWithoutAddressesAndLogins() {
        assertThat(SqlFault.describe(new IllegalStateException("listener failed", new OperatorNeeded("add a default"))))
                .isEqualTo("OperatorNeeded: add a default");
        assertThat(SqlFault.describe(new SQLException("connection to db:5432 refused", "08001")))
                .isEqualTo("SQLSTATE 08001: no connection to PostgreSQL");
        assertThat(SqlFault.describe(new SQLException("wrong password for user \"metrics\"", "28P01")))
                .isEqualTo("SQLSTATE 28P01: PostgreSQL refuses the login");
    }

    @Test
    void tellsAConnectionThatFailsForItsCertificate() {
        SQLException expired = new SQLException("SSL error", "08006", new CertificateException("NotAfter: yesterday"));
        SQLException noAuthority =
                new SQLException("root", "08006", new FileNotFoundException("/ca.pem (No such file)"));
        SQLException otherName = new SQLException("db not verified by PgjdbcHostnameVerifier", "08006");

        assertThat(SqlFault.describe(expired))
                .isEqualTo(
                        "SQLSTATE 08006: no connection to PostgreSQL: its certificate is not accepted: NotAfter: yesterday");
        assertThat(SqlFault.describe(noAuthority))
                .endsWith(": the file of its certificate authority cannot be read: /ca.pem (No such file)");
        assertThat(SqlFault.describe(otherName))
                .isEqualTo("SQLSTATE 08006: no connection to PostgreSQL: its certificate is for another host name");
    }

    @Test
    void blamesTheWorldForWhatIsNoSqlException() {
        assertThat(SqlFault.of(new IllegalStateException("bug"))).isEqualTo(SqlFault.WORLD);
        assertThat(SqlFault.of(new SQLException("pool is empty"))).isEqualTo(SqlFault.WORLD);
    }
}
