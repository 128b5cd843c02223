package io.metricspipeline.sink;

import java.io.FileNotFoundException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;

/**
 * Whose fault a failed statement is, by its SQLSTATE (PostgreSQL documentation, appendix "Error Codes"). Whatever is
 * not surely the record's is the world's: waiting costs time, a wrong dead letter costs data.
 */
enum SqlFault {
    /** This very row can never be stored. */
    RECORD,
    /** Somebody has to repair a login, a grant or the schema; tried again all the same. */
    OPERATOR,
    /** Everything else: outage, overload, deadlock, our own mistakes. Tried again. */
    WORLD;

    static SqlFault of(Throwable failure) {
        SQLException sql = sqlException(failure);
        return sql == null || sql.getSQLState() == null ? WORLD : of(sql, sql.getSQLState());
    }

    private static SqlFault of(SQLException failure, String state) {
        return switch (state) {
            // Malformed binary COPY and a missing parent row are this program's faults, not the record's.
            case "22P03", "22P04", "23503" -> WORLD;
            // Without the name of a constraint: no partition for the row.
            case "23514" -> hasConstraint(failure) ? RECORD : WORLD;
            case "54000" -> RECORD;
            default -> ofClass(state.substring(0, 2));
        };
    }

    private static SqlFault ofClass(String stateClass) {
        return switch (stateClass) {
            case "22", "23" -> RECORD;
            case "28", "42", "3D", "3F", "0A" -> OPERATOR;
            default -> WORLD;
        };
    }

    /** The innermost reason, fit for logs and health: of PostgreSQL without addresses, logins and values of rows. */
    static String describe(Throwable failure) {
        SQLException sql = sqlException(failure);
        if (sql == null) {
            Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
            return root.getClass().getSimpleName() + ": " + root.getMessage();
        }
        String state = String.valueOf(sql.getSQLState());
        if (state.startsWith("08")) {
            return "SQLSTATE " + state + ": no connection to PostgreSQL" + whatToRepair(sql);
        }
        if (state.startsWith("28")) {
            return "SQLSTATE " + state + ": PostgreSQL refuses the login";
        }
        ServerErrorMessage server = sql instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return "SQLSTATE " + state + ": " + (server == null ? sql.getMessage() : server.getMessage());
    }

    /** What does not mend itself is told, in our words: the driver's have the address. */
    private static String whatToRepair(SQLException failure) {
        if ("08004".equals(failure.getSQLState())) {
            return ": it offers no TLS, or not the kind of login that is asked for";
        }
        Throwable reason = NestedExceptionUtils.getMostSpecificCause(failure);
        if (reason instanceof GeneralSecurityException) {
            return ": its certificate is not accepted: " + reason.getMessage();
        }
        if (reason instanceof FileNotFoundException) {
            return ": the file of its certificate authority cannot be read: " + reason.getMessage();
        }
        // In every language the driver names the setting, or who has compared the names.
        String message = String.valueOf(failure.getMessage());
        if (message.contains("targetServerType")) {
            return ": it takes no writes, as a standby does";
        }
        return message.contains("PgjdbcHostnameVerifier") ? ": its certificate is for another host name" : "";
    }

    private static boolean hasConstraint(SQLException failure) {
        return failure instanceof PSQLException postgres
                && postgres.getServerErrorMessage() != null
                && postgres.getServerErrorMessage().getConstraint() != null;
    }

    /** The innermost: the pool wraps what the driver says. */
    private static @Nullable SQLException sqlException(Throwable failure) {
        SQLException innermost = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermost = cause instanceof SQLException sql ? sql : innermost;
        }
        return innermost;
    }
}
