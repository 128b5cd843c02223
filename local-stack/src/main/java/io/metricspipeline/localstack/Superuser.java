package io.metricspipeline.localstack;

import java.io.IOException;
import java.util.List;

/** PostgreSQL refuses to run as root; root runs it in a user namespace, where the same user has no powers and another name. */
final class Superuser {
    private static final List<String> UNSHARE = List.of("unshare", "-U");

    private Superuser() {}

    /** What to put before a command; empty for an ordinary user. */
    static List<String> withoutItsPowers() {
        return "root".equals(System.getProperty("user.name")) ? UNSHARE : List.of();
    }

    static void requirePostgresPossible() {
        if (!withoutItsPowers().isEmpty() && !canUnshare()) {
            throw new CannotStart("PostgreSQL does not run as root, and this system lets root make no user namespace"
                    + " (unshare -U). Run it as an ordinary user.");
        }
    }

    private static boolean canUnshare() {
        try {
            return new ProcessBuilder("unshare", "-U", "true")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
