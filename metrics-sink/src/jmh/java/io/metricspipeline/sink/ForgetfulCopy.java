package io.metricspipeline.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.ByteStreamWriter;

/** The driver's COPY as far as the write path speaks it, without a server: takes every byte, keeps none. */
final class ForgetfulCopy {

    private ForgetfulCopy() {}

    static Connection connection() {
        return answering(Connection.class, ForgetfulCopy::unwrap);
    }

    private static @Nullable Object unwrap(String method, Object @Nullable [] arguments) throws SQLException {
        CopyManager copy = new Manager();
        return method.equals("unwrap")
                ? answering(PGConnection.class, (name, nothing) -> name.equals("getCopyAPI") ? copy : null)
                : null;
    }

    private static @Nullable Object take(String method, Object @Nullable [] arguments) throws IOException {
        if (method.equals("writeToCopy") && arguments != null && arguments[0] instanceof ByteStreamWriter writer) {
            writer.writeTo(OutputStream::nullOutputStream);
        }
        return switch (method) {
            case "endCopy" -> 0L;
            case "isActive" -> false;
            default -> null;
        };
    }

    private static <T> T answering(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    private interface Answer {
        @Nullable
        Object to(String method, Object @Nullable [] arguments) throws SQLException, IOException;
    }

    private static final class Manager extends CopyManager {
        Manager() throws SQLException {
            super(answering(BaseConnection.class, (method, arguments) -> null));
        }

        @Override
        public CopyIn copyIn(String sql) {
            return answering(CopyIn.class, ForgetfulCopy::take);
        }
    }
}
